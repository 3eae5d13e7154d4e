package dev.larder.bench.dataplane;

import dev.larder.bench.figures.Figure;
import dev.larder.bench.surroundings.Content;
import dev.larder.cache.store.PutOutcome;
import dev.larder.cache.store.SegmentStore;
import dev.larder.cache.store.StoreConfig;
import dev.larder.model.blob.ChunkId;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * G14 and G15, with a store that has as many chunks and as many segments as one of the full size: a chunk's length does
 * not show in the index or in the footers, so it is small here.
 */
final class IndexSize implements Rows {
    private static final long TIB = 1L << 40;
    private static final int SEGMENT = 256 << 20;
    private static final int RECORD_ALIGNMENT = 64;
    private static final int FOOTER_ENTRY = 33;
    private static final int SEGMENT_CHARGE = 5 << 10;

    @Override
    public Set<String> ids() {
        return Set.of("G14", "G15");
    }

    @Override
    public Set<String> programs() {
        return Set.of();
    }

    @Override
    public List<Figure> measure(Stage stage, Set<String> installed) throws IOException {
        double share = stage.plan().share();
        List<Figure> figures = new ArrayList<>();
        figures.addAll(size(stage, 4 << 20, 856, 1, 32, "4 MiB chunks"));
        // Small enough a part that the bench ends soon, large enough that nothing else on the heap matters.
        figures.addAll(size(stage, 128 << 10, 64, share, 512, "128 KiB files"));
        return figures;
    }

    /** @param stands for a chunk of this length */
    private static List<Figure> size(Stage stage, int stands, int length, double share, double goal, String what)
            throws IOException {
        int perSegment = SEGMENT / stands;
        int chunks = (int) (TIB / stands * share);
        stage.say("%,d index entries".formatted(chunks));
        int record = (length + 2 * RECORD_ALIGNMENT - 1) / RECORD_ALIGNMENT * RECORD_ALIGNMENT + FOOTER_ENTRY;
        Path directory = stage.work().resolve("store-" + stands);
        var config = new StoreConfig(directory, 8L << 30, perSegment * record + SEGMENT_CHARGE, Duration.ofMinutes(10));
        long before = heap();
        double megabytes;
        try (SegmentStore store = SegmentStore.open(config)) {
            fill(store, chunks, length);
            megabytes = (heap() - before) / 1e6 / share;
            // Keeps the store from being collected before it was measured.
            require(store.holds(id(0)), "The store lost its first chunk");
        }
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.atMost(goal, "G14", "index heap per cached TiB of " + what, megabytes, "MB"));
        if (stands == 4 << 20) {
            long began = System.nanoTime();
            try (SegmentStore store = SegmentStore.open(config)) {
                double seconds = (System.nanoTime() - began) / 1e9;
                double hundredGib = (100L << 30) / (double) stands / chunks;
                long found = 0;
                for (int i = 0; i < chunks; i++) {
                    found += store.holds(id(i)) ? 1 : 0;
                }
                figures.add(
                        Figure.atLeast(99.9, "G15", "warm restart: chunks found again", found * 100.0 / chunks, "%"));
                figures.add(Figure.atMost(
                        2, "G15", "warm restart: time per 100 GiB of " + what, seconds * hundredGib, "s"));
            }
        }
        return figures;
    }

    private static void fill(SegmentStore store, int chunks, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(length);
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        int sum = (int) crc.getValue();
        for (int i = 0; i < chunks; i++) {
            PutOutcome outcome = store.put("bench", id(i), sum, List.of(bytes.duplicate()));
            require(outcome instanceof PutOutcome.Stored, "The store answered " + outcome);
        }
    }

    private static ChunkId id(int i) {
        var content = new Content(i);
        return new ChunkId(content.word(0), content.word(1L << 40));
    }

    private static void require(boolean good, String otherwise) throws IOException {
        if (!good) {
            throw new IOException(otherwise);
        }
    }

    private static long heap() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
