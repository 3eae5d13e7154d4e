package dev.larder.cache.fetch;

import dev.larder.cache.feed.MapView;
import dev.larder.model.placement.OriginReaders;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The readers of each storage account by a map, chosen once per map. Thread-safe. */
public final class ChosenReaders {

    private final ToIntFunction<String> perZone;
    private volatile Chosen chosen = new Chosen(null, Map.of());

    private record Chosen(@Nullable MapView map, Map<Integer, OriginReaders> byCount) {}

    /** @param perZone how many nodes of each zone read the account of that name */
    public ChosenReaders(ToIntFunction<String> perZone) {
        this.perZone = perZone;
    }

    OriginReaders of(MapView view, String account) {
        Chosen known = chosen;
        if (known.map != view) {
            known = new Chosen(view, new ConcurrentHashMap<>());
            chosen = known;
        }
        return known.byCount.computeIfAbsent(
                perZone.applyAsInt(account), count -> new OriginReaders(view.map(), count));
    }

    /** Whether this node reads the account for others. */
    boolean reads(MapView view, String account) {
        return view.isMember() && of(view, account).reads(view.self());
    }
}
