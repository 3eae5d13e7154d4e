package dev.larder.operator.leadership;

import static org.assertj.core.api.Assertions.assertThat;

import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfiguration;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the built operator's controllers do with a reconciliation that keeps failing. */
@QuarkusTest
@TestProfile(RetriesTest.Idle.class)
class RetriesTest {
    private static final int MANY = 1000;
    private static final long CEILING_MILLIS = 60_000;

    @Inject
    Operator operator;

    @Test
    void aFailingObjectIsTriedAgainWithoutEnd() {
        assertThat(operator.getRegisteredControllers()).hasSize(2).allSatisfy(controller -> {
            ControllerConfiguration<?> configuration = controller.getConfiguration();
            var execution = configuration.getRetry().initExecution();
            assertThat(execution.nextDelay()).contains(1000L);
            Optional<Long> last = Optional.empty();
            for (int attempt = 1; attempt < MANY; attempt++) {
                assertThat(execution.isLastAttempt()).isFalse();
                last = execution.nextDelay();
            }
            assertThat(last).contains(CEILING_MILLIS);
        });
    }

    /** No API server is asked for anything, and no port is fixed. */
    public static class Idle implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.arc.exclude-types",
                    "io.quarkiverse.operatorsdk.runtime.OperatorHealthCheck," + Leadership.class.getName(),
                    "quarkus.kubernetes-client.api-server-url",
                    "http://127.0.0.1:1",
                    "quarkus.devservices.enabled",
                    "false",
                    "quarkus.http.test-port",
                    "0",
                    "quarkus.management.test-port",
                    "0");
        }
    }
}
