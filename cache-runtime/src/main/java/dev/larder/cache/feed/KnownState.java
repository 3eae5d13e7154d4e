package dev.larder.cache.feed;

import dev.larder.model.MalformedException;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.topology.Levels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest map and catalog, kept on disk, so that a node that starts while the operator is away serves what it knew; a
 * large map a little later ({@link KeptMap}). Thread-safe; changed by the feed alone.
 */
public final class KnownState implements Feed.Listener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KnownState.class);

    private final KeptMap keptMap;
    private final StateFile catalogFile;
    private final Runnable changed;
    private volatile @Nullable Announced announced;
    private volatile Map<String, Long> cuts = Map.of();
    private volatile ClusterMap map = ClusterMap.empty(Levels.aks());
    private volatile Catalog catalog = Catalog.EMPTY;

    /**
     * Loads what is there.
     *
     * @param changed called after either changed, on the feed's thread
     */
    public KnownState(Path directory, Runnable changed) {
        StateFile mapFile = new StateFile(directory.resolve("map"));
        this.keptMap = new KeptMap(mapFile);
        this.catalogFile = new StateFile(directory.resolve("catalog"));
        this.changed = changed;
        map = stored("map", mapFile, ClusterMap::decode, map);
        catalog = stored("catalog", catalogFile, Catalog::decode, catalog);
    }

    private static <T> T stored(String what, StateFile file, Function<byte[], T> decode, T otherwise) {
        byte[] stored = file.read();
        if (stored == null) {
            return otherwise;
        }
        try {
            return decode.apply(stored);
        } catch (MalformedException e) {
            LOG.warn("the {} on disk cannot be used; waiting for the feed: {}", what, e.getMessage());
            return otherwise;
        }
    }

    public ClusterMap map() {
        return map;
    }

    public Catalog catalog() {
        return catalog;
    }

    private record Announced(long mapVersion, long catalogVersion) {}

    /**
     * Whether the operator has told of no newer map or catalog than of these versions. False until it was heard: what a
     * node finds on its disk may be long outdated.
     */
    public boolean isNewest(long mapVersion, long catalogVersion) {
        Announced newest = announced;
        return newest != null && mapVersion >= newest.mapVersion && catalogVersion >= newest.catalogVersion;
    }

    /** Whether the operator has last told of just this catalog. False until it was heard. */
    public boolean isAnnouncedCatalog(long version) {
        Announced newest = announced;
        return newest != null && newest.catalogVersion == version;
    }

    @Override
    public void announced(long mapVersion, long catalogVersion) {
        announced = new Announced(mapVersion, catalogVersion);
    }

    @Override
    public void cuts(Map<String, Long> byAccount) {
        cuts = Map.copyOf(byAccount);
    }

    /** As {@link Feed.Listener#cuts} told last; not kept on disk. */
    public long cuts(String account) {
        return cuts.getOrDefault(account, 0L);
    }

    @Override
    public void map(ClusterMap next) {
        map = next;
        changed.run();
        keptMap.keep(next);
    }

    @Override
    public void catalog(Catalog next) {
        catalog = next;
        try {
            catalogFile.write(next.encode());
        } catch (IOException e) {
            // A full disk must not keep a node from following the cluster.
            LOG.warn("the catalog could not be written: {}", e.toString());
        }
        changed.run();
    }

    /** Writes what is not on disk yet. */
    public void keep() {
        keptMap.flush();
    }

    /** Writes nothing any more. */
    @Override
    public void close() {
        keptMap.close();
    }

    @Override
    public ClusterMap currentMap() {
        return map;
    }

    @Override
    public Catalog currentCatalog() {
        return catalog;
    }
}
