package dev.larder.cache.fetch;

import dev.larder.cache.feed.MapView;
import dev.larder.cache.fetch.FetchPlan.Peer;
import dev.larder.cache.fetch.FetchPlan.Step;
import dev.larder.cache.read.ChunkRef;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.map.CacheNode;
import dev.larder.model.placement.Sources;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Plans by the placement of the newest map. */
public final class PlacedSources implements Planner {

    private final Supplier<MapView> maps;

    public PlacedSources(Supplier<MapView> maps) {
        this.maps = maps;
    }

    @Override
    public FetchPlan plan(ChunkRef chunk) {
        MapView view = maps.get();
        DatasetEntry dataset = chunk.revision().dataset();
        long hash = chunk.hash().extent(chunk.extent());
        int depth = view.depth(dataset.scope());
        List<Step> steps = new ArrayList<>();
        if (!view.isMember()) {
            // Not yet, or no longer: any member can have it fetched by those who keep it.
            int owner = view.map().size() == 0 ? -1 : view.placement().owner(0, 0, hash);
            if (owner >= 0) {
                steps.add(new Step(peer(view.map().node(owner)), false));
            }
            return new FetchPlan(view.map().epoch(), false, steps, false);
        }
        Sources sources = new Sources();
        sources.find(view.placement(), view.self(), depth, dataset.replicas(), hash);
        for (int i = 0; i < sources.size(); i++) {
            boolean heldOnly = switch (sources.mode(i)) {
                case FILL -> false;
                case HELD -> true;
            };
            steps.add(new Step(peer(view.map().node(sources.node(i))), heldOnly));
        }
        boolean holder = view.placement().holds(view.self(), depth, dataset.replicas(), hash);
        return new FetchPlan(view.map().epoch(), holder, steps, sources.standsIn());
    }

    private static Peer peer(CacheNode node) {
        return new Peer(node.name(), node.host(), node.peerPort());
    }
}
