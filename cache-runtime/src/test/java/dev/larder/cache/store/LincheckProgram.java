package dev.larder.cache.store;

import dev.larder.model.blob.ChunkId;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;

/** Checks one structure with Lincheck, and ends with an exception if it finds steps whose results no order of them has. */
public final class LincheckProgram {

    private LincheckProgram() {}

    /** @param arguments name of the structure's class, and how many scenarios */
    public static void main(String[] arguments) {
        try {
            check(arguments[0], Integer.parseInt(arguments[1]));
        } catch (Throwable found) {
            found.printStackTrace();
            // Lincheck's threads wait for more work, and would keep the process.
            Runtime.getRuntime().halt(1);
        }
    }

    private static void check(String structure, int scenarios) throws ClassNotFoundException {
        new StressOptions()
                .threads(3)
                .actorsPerThread(4)
                .actorsBefore(3)
                .actorsAfter(2)
                .iterations(scenarios)
                .invocationsPerIteration(300)
                .check(Class.forName(structure));
    }

    /** Few ids, so that they meet. */
    @Param(name = "id", gen = IntGen.class, conf = "1:3")
    @Param(name = "unit", gen = IntGen.class, conf = "1:4")
    public static class Index {
        private final ChunkIndex index = new ChunkIndex();

        /** Takes the place of an entry with a smaller unit. */
        @Operation
        public boolean insert(@Param(name = "id") int id, @Param(name = "unit") int unit) {
            return index.insert(chunk(id), 7, unit, unit, 0, (segment, present) -> present < unit);
        }

        /** Only what is there, and only from its place. */
        @Operation
        public boolean move(@Param(name = "id") int id, @Param(name = "unit") int from, @Param(name = "unit") int to) {
            return index.move(chunk(id), 7, to, to, 0, (segment, present) -> present == from);
        }

        @Operation
        public @Nullable Integer find(@Param(name = "id") int id) {
            return index.find(chunk(id), (segment, unit, length, crc) -> unit);
        }

        @Operation
        public @Nullable Integer remove(@Param(name = "id") int id) {
            return index.remove(chunk(id), (segment, unit, length, crc) -> unit);
        }

        @Operation
        public void removeOdd() {
            index.removeAll((segment, unit) -> unit % 2 == 1);
        }

        private static ChunkId chunk(int id) {
            return new ChunkId(id, id);
        }
    }

    /** A segment whose file is closed once it is retired and its last reader has gone. */
    public static class Readers {
        private final Pins pins = new Pins();
        private volatile boolean closed;

        @Operation
        public String read() {
            int generation = pins.pin();
            if (generation < 0) {
                return "retired";
            }
            String seen = closed ? "closed" : "open";
            run(pins.unpin(generation));
            return seen;
        }

        /** As a hole is punched: waits for those who read now, and is waited for by nobody. */
        @Operation
        public void punch() {
            run(pins.afterReaders(() -> {}));
        }

        @Operation
        public void retire() {
            run(pins.retire(() -> closed = true));
        }

        private static void run(List<Runnable> due) {
            due.forEach(Runnable::run);
        }
    }
}
