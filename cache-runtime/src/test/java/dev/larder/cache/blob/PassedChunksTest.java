package dev.larder.cache.blob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.http.HttpLimits;
import dev.larder.cache.read.ReadOutcome;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who reads a chunk whole says what of it he has; who reads a part may come for the next. */
class PassedChunksTest {

    private static final int CHUNK = 1 << 20;
    private static final int SIZE = 2 * CHUNK + 1_000;

    @TempDir
    Path directory;

    @Test
    void whatWasHandedOnIsPassedIfTheChunkIsReadWhole() throws Exception {
        assertThat(passed("bytes=0-")).isEqualTo(Map.of(0L, CHUNK, 1L, CHUNK, 2L, 1_000));
        assertThat(passed("bytes=%d-%d".formatted(CHUNK, 2 * CHUNK - 1))).isEqualTo(Map.of(1L, CHUNK));
        assertThat(passed("bytes=1-%d".formatted(2 * CHUNK))).isEqualTo(Map.of(0L, 0, 1L, CHUNK, 2L, 0));
        assertThat(passed("bytes=0-%d".formatted(CHUNK - 2))).isEqualTo(Map.of(0L, 0));
    }

    private Map<Long, Integer> passed(String range) throws Exception {
        var tree = SampleTree.of(Map.of("big.bin", SampleTree.random(1, SIZE)), CHUNK);
        var fills = new ConcurrentHashMap<Long, FakeFill>();
        try (var node = new TestNode(tree, directory, HttpLimits.defaults(), null)) {
            node.reads.script((chunk, bytes) -> {
                var fill = node.reads.fill(bytes);
                fills.put(chunk.chunk(), fill);
                fill.arrive(bytes.length);
                return CompletableFuture.completedFuture(new ReadOutcome.Filling(fill));
            });
            assertThat(node.get("/tree--vision/data/big.bin", "Range", range).statusCode())
                    .isEqualTo(206);
        }
        var passed = new ConcurrentHashMap<Long, Integer>();
        fills.keySet()
                .forEach(chunk -> passed.put(
                        chunk, Objects.requireNonNull(fills.get(chunk)).passed()));
        return passed;
    }
}
