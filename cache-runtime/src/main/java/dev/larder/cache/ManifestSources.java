package dev.larder.cache;

import dev.larder.cache.feed.MapView;
import dev.larder.cache.feed.OperatorAddress;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.map.CacheNode;
import dev.larder.model.map.NodeState;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Where a node asks for a manifest. In a small cluster that is the operator. In a large one it travels as chunks do: a cell has it brought by one node, which asks its parent in
 * the manifest's own broadcast tree, and the root of the tree asks the operator. Whoever is not served in a few attempts
 * asks nodes at random, and in the end the operator, too.
 */
record ManifestSources(OperatorAddress operator, Supplier<MapView> map) {

    private static final int PEERS = 3;
    /** Nodes that all ask the operator: as few as make no difference to it, and a Dataset serves that much sooner. */
    private static final int FEW = 300;

    private static final int PATIENT = 3;
    private static final int VERY_PATIENT = 8;

    /** @param attempt from 0, each after a longer pause */
    List<URI> of(ManifestId id, int attempt) {
        MapView view = map.get();
        Set<Integer> nodes = new LinkedHashSet<>();
        boolean root = !view.isMember();
        if (view.isMember()) {
            long extent = Long.parseUnsignedLong(id.hex().substring(0, 16), 16);
            int self = view.self();
            int importer = view.placement().importer(self, extent, node -> true);
            int parent = view.placement().parent(self, extent);
            if (importer >= 0 && importer != self) {
                // Mates first: otherwise the importer would send it to the whole cell.
                random(view.placement().mates(self), nodes);
                nodes.add(importer);
            } else if (parent >= 0) {
                nodes.add(parent);
            } else {
                root = true;
            }
        }
        boolean alone = root || nodes.isEmpty();
        if (alone || attempt >= PATIENT) {
            for (int i = 0; i < PEERS && view.map().size() > 0; i++) {
                nodes.add(ThreadLocalRandom.current().nextInt(view.map().size()));
            }
        }
        boolean few = view.map().size() <= FEW;
        return uris(view, id, nodes, alone || few || attempt >= VERY_PATIENT, root || few);
    }

    private List<URI> uris(MapView view, ManifestId id, Set<Integer> nodes, boolean asksOperator, boolean first) {
        List<URI> sources = new ArrayList<>();
        if (asksOperator && first) {
            sources.add(operator.manifest(id.hex()));
        }
        for (int index : nodes) {
            CacheNode node = view.map().node(index);
            if (index != view.self() && node.state() != NodeState.DOWN) {
                sources.add(URI.create("http://" + node.host() + ":" + node.peerPort() + "/v1/manifests/" + id.hex()));
            }
        }
        if (asksOperator && !first) {
            sources.add(operator.manifest(id.hex()));
        }
        return sources;
    }

    private static void random(int[] mates, Set<Integer> nodes) {
        for (int i = 1; i < PEERS && mates.length > 0; i++) {
            nodes.add(mates[ThreadLocalRandom.current().nextInt(mates.length)]);
        }
    }
}
