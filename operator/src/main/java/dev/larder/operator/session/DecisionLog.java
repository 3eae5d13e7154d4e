package dev.larder.operator.session;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.model.map.ClusterMap;
import dev.larder.operator.membership.Decision;
import dev.larder.operator.membership.Step;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what was decided about members; of many at once only the first ones. Not thread-safe. */
final class DecisionLog {
    private static final Logger log = LoggerFactory.getLogger(DecisionLog.class);
    private static final int MOST = 50;

    private @Nullable String lastWait;

    void log(CacheCluster cluster, ClusterMap before, Step step) {
        String name = cluster.getMetadata().getNamespace() + "/"
                + cluster.getMetadata().getName();
        for (Decision decision :
                step.decisions().subList(0, Math.min(MOST, step.decisions().size()))) {
            if (decision instanceof Decision.Wait wait) {
                // The same wait is looked at many times.
                if (!wait.why().equals(lastWait)) {
                    log.info("{}: waiting until {}: {}", name, wait.until(), wait.why());
                }
                lastWait = wait.why();
            } else {
                log.info("{}: {}", name, decision);
            }
        }
        if (step.decisions().size() > MOST) {
            log.info("{}: and {} decisions more", name, step.decisions().size() - MOST);
        }
        if (!step.map().equals(before)) {
            log.info(
                    "{}: map version {}, epoch {}, {} nodes, {}",
                    name,
                    step.map().version(),
                    step.map().epoch(),
                    step.map().size(),
                    step.map().settled() ? "settled" : "being repaired");
        }
    }
}
