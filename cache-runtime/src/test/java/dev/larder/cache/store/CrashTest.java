package dev.larder.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that fills a store, again and again, and looks at what is left. */
class CrashTest {

    private static final int ROUNDS = 30;
    private static final Duration BUDGET = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @Test
    void nothingSyncedIsLostAndNothingWrongIsServed() throws Exception {
        Path progress = directory.resolve("progress");
        try (RandomAccessFile file = new RandomAccessFile(progress.toFile(), "rw")) {
            file.setLength(FillingProcess.OWNERS * 16L);
        }
        SplittableRandom random = new SplittableRandom(20261123);
        long deadline = System.nanoTime() + BUDGET.toNanos();
        int torn = 0;
        int rounds = 0;
        long[] synced = new long[FillingProcess.OWNERS];
        while (rounds < ROUNDS && System.nanoTime() < deadline) {
            rounds++;
            long[] before = synced;
            fillAndKill(progress, before, random.nextInt(5, 120));
            synced = FillingProcess.read(progress, 0);
            try (SegmentStore store = SegmentStore.open(FillingProcess.config(directory))) {
                torn += check(store, synced, FillingProcess.read(progress, 1));
            }
        }
        assertThat(rounds).as("rounds within %s", BUDGET).isGreaterThanOrEqualTo(3);
        assertThat(synced[0]).as("chunks that the processes put").isGreaterThan(20);
        assertThat(torn)
                .as("chunks that were put but not synced, and are there")
                .isPositive();
    }

    /** Waits until the process has put something, then kills it a random moment later. */
    private void fillAndKill(Path progress, long[] before, int afterMillis) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                FillingProcess.class.getName(),
                directory.toString(),
                progress.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        try {
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (FillingProcess.read(progress, 0)[0] == before[0]) {
                assertThat(process.isAlive()).as(() -> output()).isTrue();
                assertThat(System.nanoTime()).isLessThan(deadline);
                process.waitFor(2, TimeUnit.MILLISECONDS);
            }
            process.waitFor(afterMillis, TimeUnit.MILLISECONDS);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private String output() {
        try {
            return Files.readString(directory.resolve("output"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Every synced chunk is there unless it was removed, and every chunk that is there is right. */
    private static int check(SegmentStore store, long[] synced, long[] begun) throws IOException {
        int beyond = 0;
        for (int owner = 0; owner < FillingProcess.OWNERS; owner++) {
            for (long n = 0; n < begun[owner] + 2; n++) {
                TestChunk chunk = FillingProcess.chunk(owner, n);
                try (StoredChunk stored = store.open(chunk.id())) {
                    if (stored == null) {
                        assertThat(n < synced[owner] && !FillingProcess.removed(n))
                                .as("chunk %d of owner %d is lost; %d were synced", n, owner, synced[owner])
                                .isFalse();
                        continue;
                    }
                    assertThat(stored.verify())
                            .as("chunk %d of owner %d", n, owner)
                            .isTrue();
                    assertThat(TestChunk.read(stored)).isEqualTo(chunk.bytes());
                    beyond += n >= synced[owner] ? 1 : 0;
                }
            }
        }
        return beyond;
    }
}
