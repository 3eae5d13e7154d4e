package dev.larder.operator.dataset;

import dev.larder.model.manifest.ManifestId;
import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings back manifests that this operator does not have, because it is new, from the nodes that do. Thread-safe. */
final class Recovery {
    private static final Logger log = LoggerFactory.getLogger(Recovery.class);
    private static final int ASKED = 8;
    private static final int TRIES = 5;
    /** Between two tries. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    private final Predicate<ManifestId> here;
    private final BiConsumer<ManifestId, List<String>> fetch;
    private final Clock clock;
    private final Map<ManifestId, Attempt> attempts = new ConcurrentHashMap<>();

    /** Where a manifest is. */
    enum Found {
        HERE,
        /** Not here, and nodes are asked for it: look again after {@link #PAUSE}. Nothing else tells when to. */
        SOUGHT,
        /** No node had it at several tries. */
        NOWHERE
    }

    /**
     * @param here whether the operator has that manifest
     * @param fetch asks these nodes for it, and blocks
     */
    Recovery(Predicate<ManifestId> here, BiConsumer<ManifestId, List<String>> fetch, Clock clock) {
        this.here = here;
        this.fetch = fetch;
        this.clock = clock;
    }

    /** Starts to look for it if need be, without waiting. */
    Found look(ManifestId id, ClusterMap map) {
        if (here.test(id)) {
            attempts.remove(id);
            return Found.HERE;
        }
        Attempt last = attempts.get(id);
        if (last != null && last.tries >= TRIES) {
            attempts.remove(id);
            log.warn("No node has manifest {}: its source is listed again", id.abbreviated());
            return Found.NOWHERE;
        }
        if (map.size() > 0 && (last == null || !clock.instant().isBefore(last.nextAt))) {
            attempts.put(
                    id,
                    new Attempt(
                            last == null ? 1 : last.tries + 1, clock.instant().plus(PAUSE)));
            List<String> peers = peers(map);
            Thread.ofVirtual().name("recover " + id.abbreviated()).start(() -> fetch.accept(id, peers));
        }
        return Found.SOUGHT;
    }

    private static List<String> peers(ClusterMap map) {
        List<CacheNode> nodes = new ArrayList<>(map.nodes());
        Collections.shuffle(nodes);
        return nodes.stream()
                .limit(ASKED)
                .map(node ->
                        (node.host().contains(":") ? "[" + node.host() + "]" : node.host()) + ":" + node.peerPort())
                .toList();
    }

    private record Attempt(int tries, Instant nextAt) {}
}
