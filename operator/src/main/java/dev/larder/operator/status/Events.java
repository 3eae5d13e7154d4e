package dev.larder.operator.status;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Events about our objects; the same one is not repeated. */
public final class Events {
    private static final Logger log = LoggerFactory.getLogger(Events.class);

    private final KubernetesClient client;
    private final Map<String, String> last = new ConcurrentHashMap<>();

    public Events(KubernetesClient client) {
        this.client = client;
    }

    public void warn(HasMetadata about, String reason, String message) {
        if (message.equals(last.put(about.getMetadata().getUid() + reason, message))) {
            return;
        }
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        try {
            client.v1()
                    .events()
                    .inNamespace(about.getMetadata().getNamespace())
                    .resource(new EventBuilder()
                            .withNewMetadata()
                            .withGenerateName(about.getMetadata().getName() + ".")
                            .withNamespace(about.getMetadata().getNamespace())
                            .endMetadata()
                            .withType("Warning")
                            .withReason(reason)
                            .withMessage(message)
                            .withFirstTimestamp(now)
                            .withLastTimestamp(now)
                            .withCount(1)
                            .withReportingComponent(Fields.MANAGER)
                            .withNewSource()
                            .withComponent(Fields.MANAGER)
                            .endSource()
                            .withInvolvedObject(new ObjectReferenceBuilder()
                                    .withApiVersion(about.getApiVersion())
                                    .withKind(about.getKind())
                                    .withNamespace(about.getMetadata().getNamespace())
                                    .withName(about.getMetadata().getName())
                                    .withUid(about.getMetadata().getUid())
                                    .build())
                            .build())
                    .create();
        } catch (KubernetesClientException e) {
            log.warn("Event {} about {}: {}", reason, about.getMetadata().getName(), e.getMessage());
        }
    }

    public void forget(HasMetadata gone) {
        last.keySet().removeIf(key -> key.startsWith(gone.getMetadata().getUid()));
    }
}
