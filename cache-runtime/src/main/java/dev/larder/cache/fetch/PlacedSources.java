package dev.larder.cache.fetch;

import dev.larder.cache.feed.MapView;
import dev.larder.cache.fetch.FetchPlan.Peer;
import dev.larder.cache.fetch.FetchPlan.Step;
import dev.larder.cache.read.ChunkRef;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.map.CacheNode;
import dev.larder.model.placement.OriginReaders;
import dev.larder.model.placement.Sources;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Plans by the placement of the newest map. */
public final class PlacedSources implements Planner {

    /** Readers of the origin that are tried for one extent, this node included. */
    private static final int READERS = 3;

    private final Supplier<MapView> maps;
    private final ChosenReaders readers;

    /** @param readers of the origin */
    public PlacedSources(Supplier<MapView> maps, ChosenReaders readers) {
        this.maps = maps;
        this.readers = readers;
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
            return plan(view, chunk, false, steps, false);
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
        return plan(view, chunk, holder, steps, sources.standsIn());
    }

    private FetchPlan plan(MapView view, ChunkRef chunk, boolean holder, List<Step> steps, boolean standsIn) {
        OriginReaders chosen = readers.of(view, chunk.revision().dataset().account());
        long hash = chunk.hash().extent(chunk.extent());
        List<Peer> others = new ArrayList<>(READERS);
        int[] ranked = chosen.ranked(view.self(), hash, READERS);
        // Without a map, or where everybody is down by it, there is nobody else.
        boolean reads = ranked.length == 0;
        for (int reader : ranked) {
            if (reader == view.self()) {
                reads = true;
            } else {
                others.add(peer(view.map().node(reader)));
            }
        }
        return new FetchPlan(view.map().epoch(), holder, steps, standsIn, reads, others);
    }

    private static Peer peer(CacheNode node) {
        return new Peer(node.name(), node.host(), node.peerPort());
    }
}
