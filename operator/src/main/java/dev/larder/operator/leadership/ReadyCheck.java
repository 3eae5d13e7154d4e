package dev.larder.operator.leadership;

import dev.larder.operator.session.Sessions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** A standby is ready too: it waits for the lease, and a rolling update must not wait for it. */
@Readiness
@Singleton
public class ReadyCheck implements HealthCheck {
    private final Sessions sessions;

    @Inject
    ReadyCheck(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("operator")
                .up()
                .withData("leader", sessions.leads())
                .build();
    }
}
