package dev.larder.cache;

import dev.larder.cache.feed.MapView;
import dev.larder.cache.feed.OperatorAddress;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.map.CacheNode;
import dev.larder.model.map.NodeState;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/** Where a node asks for a manifest: the operator, else a few peers picked at random. */
record ManifestSources(OperatorAddress operator, Supplier<MapView> map) {

    private static final int PEERS = 4;

    List<URI> of(ManifestId id) {
        List<URI> sources = new ArrayList<>();
        sources.add(operator.manifest(id.hex()));
        MapView view = map.get();
        List<CacheNode> peers = new ArrayList<>();
        for (int i = 0; i < view.map().size(); i++) {
            if (i != view.self() && view.map().node(i).state() != NodeState.DOWN) {
                peers.add(view.map().node(i));
            }
        }
        Collections.shuffle(peers);
        for (CacheNode peer : peers.subList(0, Math.min(PEERS, peers.size()))) {
            sources.add(URI.create("http://" + peer.host() + ":" + peer.peerPort() + "/v1/manifests/" + id.hex()));
        }
        return sources;
    }
}
