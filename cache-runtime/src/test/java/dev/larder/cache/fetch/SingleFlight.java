package dev.larder.cache.fetch;

import dev.larder.cache.read.ChunkRef;
import dev.larder.cache.read.Demand;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillReader;
import dev.larder.model.blob.ChunkId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/**
 * Readers who want a few chunks while fetches of them end, for {@code LinearizabilityTest}: whoever comes while a chunk is on its
 * way joins, whoever comes after it was stored finds it, and only one begins.
 */
@Param(name = "chunk", gen = IntGen.class, conf = "0:1")
public class SingleFlight {
    private static final List<ChunkRef> CHUNKS = chunks();
    private static final FetchPlan PLAN = new FetchPlan(1, false, List.of(), false, true, List.of());

    /** Remembers nothing: all threads of all runs share it. */
    private static final ChunkFill.FillEnd END = new ChunkFill.FillEnd() {
        @Override
        public void abandoned(ChunkFill fill) {}

        @Override
        public boolean lingers() {
            return true;
        }
    };

    private final Set<ChunkId> stored = ConcurrentHashMap.newKeySet();
    private final Set<ChunkFill> ended = ConcurrentHashMap.newKeySet();
    private final FillTable fills = new FillTable(stored::contains, new FillMemory(1));

    /** As a reader comes: it joins, begins, or finds the chunk on the disk. */
    @Operation
    public String want(@Param(name = "chunk") int number) {
        ChunkRef chunk = CHUNKS.get(number);
        while (true) {
            if (!fills.claim(chunk, Demand.FOREGROUND, PLAN, END).runs().isEmpty()) {
                return "begins";
            }
            ChunkFill fill = fills.find(chunk.id());
            FillReader reader = fill == null ? null : fill.join(FillMemory.Rank.FOREGROUND);
            if (reader != null) {
                reader.close();
                return "joins";
            }
            if (stored.contains(chunk.id())) {
                return "stored";
            }
        }
    }

    @Operation
    public String arrive(@Param(name = "chunk") int number) {
        return end(number, true);
    }

    @Operation
    public String fail(@Param(name = "chunk") int number) {
        return end(number, false);
    }

    /** A fetch ends once, and whoever else would end it waits for that. */
    private String end(int number, boolean well) {
        ChunkId id = CHUNKS.get(number).id();
        ChunkFill fill = fills.find(id);
        if (fill == null) {
            return "nothing";
        }
        if (!ended.add(fill)) {
            while (fills.find(id) == fill) {
                Thread.onSpinWait();
            }
            return "nothing";
        }
        if (well) {
            stored.add(id);
            while (!fill.dismiss()) {
                Thread.onSpinWait();
            }
        } else {
            fill.fail(new FillFailure(FillFailure.Reason.CANCELLED, "as the test has it"));
        }
        fills.forget(fill);
        return well ? "stored" : "failed";
    }

    private static List<ChunkRef> chunks() {
        try {
            return TestBlob.chunks(8 << 20, 4 << 20);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
