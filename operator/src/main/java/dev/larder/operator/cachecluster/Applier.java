package dev.larder.operator.cachecluster;

import dev.larder.operator.status.Fields;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies objects that are not yet as they should be. Remembers what it applied, so that a calm pass writes nothing. */
final class Applier {
    private static final Logger log = LoggerFactory.getLogger(Applier.class);

    private final KubernetesClient client;
    private final Map<String, Applied> applied = new ConcurrentHashMap<>();

    Applier(KubernetesClient client) {
        this.client = client;
    }

    /** @param existing as watched, or null if it is not there or not watched */
    void apply(HasMetadata desired, @Nullable HasMetadata existing, boolean watched) {
        String key = key(desired);
        Applied last = applied.get(key);
        // The same object was compared before.
        int content = last != null && last.desired == desired
                ? last.content
                : Serialization.asJson(desired).hashCode();
        if (last != null && last.content == content && (!watched || untouched(last, existing))) {
            return;
        }
        HasMetadata result = client.resource(desired)
                .fieldManager(Fields.MANAGER)
                .forceConflicts()
                .serverSideApply();
        log.info(
                "{} {}/{} applied: {}",
                desired.getKind(),
                desired.getMetadata().getNamespace(),
                desired.getMetadata().getName(),
                last == null
                        ? "first time here"
                        : last.content == content ? "somebody changed it" : "its desired form changed");
        Long generation = result.getMetadata().getGeneration();
        applied.put(
                key, new Applied(desired, content, result.getMetadata().getUid(), generation == null ? 0 : generation));
    }

    void forget(HasMetadata gone) {
        applied.remove(key(gone));
    }

    /** The watch may lag behind our own write: an older generation of the same object is no change of others. */
    private static boolean untouched(Applied last, @Nullable HasMetadata existing) {
        if (existing == null) {
            return false;
        }
        Long generation = existing.getMetadata().getGeneration();
        return existing.getMetadata().getUid().equals(last.uid)
                && (generation == null || generation <= last.generation);
    }

    private static String key(HasMetadata object) {
        return object.getKind() + "/" + object.getMetadata().getNamespace() + "/"
                + object.getMetadata().getName();
    }

    private record Applied(HasMetadata desired, int content, String uid, long generation) {}
}
