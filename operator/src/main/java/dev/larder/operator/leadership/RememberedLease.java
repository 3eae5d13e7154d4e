package dev.larder.operator.leadership;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A lease that its holder does not read before each renewal. A write names the version that it replaces, so what the
 * holder wrote last is what stands there, or the write fails and the next look is a real one. That halves the requests of
 * an idle operator. Thread-safe.
 */
final class RememberedLease extends LeaseLock {
    private final String namespace;
    private final String name;
    private @Nullable Lease newest;
    private boolean own;

    RememberedLease(String namespace, String name, String identity) {
        super(namespace, name, identity);
        this.namespace = namespace;
        this.name = name;
    }

    @Override
    public synchronized @Nullable LeaderElectionRecord get(KubernetesClient client) {
        if (!own) {
            newest = client.resources(Lease.class)
                    .inNamespace(namespace)
                    .withName(name)
                    .get();
        }
        return newest == null ? null : toRecord(newest);
    }

    @Override
    public synchronized void create(KubernetesClient client, LeaderElectionRecord record) {
        keep(record, client.resource(toResource(record, getObjectMeta(null))).create());
    }

    @Override
    public synchronized void update(KubernetesClient client, LeaderElectionRecord record) {
        String replaced = Objects.requireNonNull(newest, "read before it is written")
                .getMetadata()
                .getResourceVersion();
        own = false;
        keep(
                record,
                client.resource(toResource(record, getObjectMeta(replaced)))
                        .patch(PatchContext.of(PatchType.JSON_MERGE)));
    }

    private void keep(LeaderElectionRecord record, Lease written) {
        newest = written;
        own = identity().equals(record.getHolderIdentity());
    }
}
