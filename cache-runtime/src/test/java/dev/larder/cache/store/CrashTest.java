package dev.larder.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.store.FillingProcess.Count;
import dev.larder.cache.store.FillingProcess.Doing;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that fills a store, again and again, and looks at what is left. The system property
 * {@code larder.crash.kills} says how often.
 */
class CrashTest {

    private static final int KILLS = Integer.getInteger("larder.crash.kills", 12);
    private static final long SEED = Long.getLong("larder.fuzz.seed", 20261123);
    private static final System.Logger LOG = System.getLogger(CrashTest.class.getName());

    @TempDir
    Path directory;

    private long served;
    private long beyond;
    private long evicted;

    @Test
    void nothingSyncedIsLostAndNothingWrongIsServed() throws Exception {
        Path progress = directory.resolve("progress");
        try (RandomAccessFile file = new RandomAccessFile(progress.toFile(), "rw")) {
            file.setLength(FillingProcess.progressBytes());
        }
        SplittableRandom random = new SplittableRandom(SEED);
        int[] during = new int[Doing.values().length];
        for (int kill = 0; kill < KILLS; kill++) {
            fillAndKill(progress, random.nextInt(1, 80));
            for (long doing : FillingProcess.read(progress, Count.DOING)) {
                during[(int) doing]++;
            }
            try (SegmentStore store = SegmentStore.open(FillingProcess.config(directory))) {
                for (int owner = 0; owner < FillingProcess.OWNERS; owner++) {
                    check(store, owner, progress);
                }
                checkCache(store, progress);
                checkAdopted(store, progress);
            }
            evicted += FillingProcess.read(progress, Count.EVICTED)[FillingProcess.CACHE];
        }
        LOG.log(
                System.Logger.Level.INFO,
                "{0} kills, seed {1}: {2} chunks compared, {3} of them not synced yet; threads were at {4}: {5};"
                        + " chunks begun, dropped: {6}, {7}; given up: {8}; taken over and synced: {9}",
                KILLS,
                SEED,
                served,
                beyond,
                Arrays.toString(Doing.values()),
                Arrays.toString(during),
                Arrays.toString(FillingProcess.read(progress, Count.BEGUN)),
                Arrays.toString(FillingProcess.read(progress, Count.DROPPED)),
                evicted,
                FillingProcess.read(progress, Count.SYNCED)[FillingProcess.ADOPTER]);
        assertThat(served).as("chunks compared").isPositive();
        assertThat(FillingProcess.read(progress, Count.SYNCED)[0]).isGreaterThan(20);
        assertThat(evicted).as("chunks given up").isPositive();
        assertThat(FillingProcess.read(progress, Count.SYNCED)[FillingProcess.ADOPTER])
                .as("chunks taken over")
                .isPositive();
        assertThat(beyond)
                .as("chunks that were put but not synced, and are there")
                .isPositive();
    }

    /** What is given up at any time may be lost, but not wrong. */
    private void checkCache(SegmentStore store, Path progress) throws IOException {
        for (long n = 0; n <= FillingProcess.read(progress, Count.BEGUN)[FillingProcess.CACHE]; n++) {
            TestChunk chunk = FillingProcess.chunk(FillingProcess.CACHE, n);
            try (StoredChunk stored = store.open(chunk.id())) {
                if (stored != null) {
                    assertThat(stored.verify()).as("chunk %d of the cache", n).isTrue();
                    assertThat(TestChunk.read(stored)).isEqualTo(chunk.bytes());
                    served++;
                }
            }
        }
    }

    /** What was taken over and synced is there; what was not may be the cache's still. */
    private void checkAdopted(SegmentStore store, Path progress) throws IOException {
        int owner = FillingProcess.ADOPTER;
        long synced = FillingProcess.read(progress, Count.SYNCED)[owner];
        long begun = FillingProcess.read(progress, Count.BEGUN)[owner];
        long dropping = FillingProcess.read(progress, Count.DROPPING)[owner];
        for (long n = 0; n < begun; n++) {
            TestChunk chunk = FillingProcess.chunk(owner, n);
            try (StoredChunk stored = store.open(chunk.id())) {
                assertThat(stored != null || n < dropping || n >= synced)
                        .as("chunk %d that was taken over; synced %d, dropping %d", n, synced, dropping)
                        .isTrue();
                if (stored != null) {
                    assertThat(stored.verify()).as("chunk %d taken over", n).isTrue();
                    assertThat(TestChunk.read(stored)).isEqualTo(chunk.bytes());
                    served++;
                }
            }
        }
    }

    /** Waits until the process has put something, then kills it a random moment later. */
    private void fillAndKill(Path progress, int afterMillis) throws Exception {
        long before = FillingProcess.read(progress, Count.SYNCED)[0];
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
            long deadline = System.nanoTime() + Duration.ofMinutes(5).toNanos();
            while (FillingProcess.read(progress, Count.SYNCED)[0] == before) {
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

    /**
     * Every synced chunk is there unless it was removed or dropped, which it then stays, and every chunk that is there
     * is right.
     */
    private void check(SegmentStore store, int owner, Path progress) throws IOException {
        long synced = FillingProcess.read(progress, Count.SYNCED)[owner];
        long begun = FillingProcess.read(progress, Count.BEGUN)[owner];
        long dropping = FillingProcess.read(progress, Count.DROPPING)[owner];
        long dropped = FillingProcess.read(progress, Count.DROPPED)[owner];
        for (long n = 0; n < begun + 2; n++) {
            TestChunk chunk = FillingProcess.chunk(owner, n);
            try (StoredChunk stored = store.open(chunk.id())) {
                boolean needed = n >= dropping && n < synced && !FillingProcess.removed(n);
                boolean forbidden = n < dropped || FillingProcess.goneForGood(n, synced) || n >= begun;
                assertThat(stored == null ? !needed : !forbidden)
                        .as(
                                "chunk %d of owner %d is %s; begun %d, synced %d, dropping %d, dropped %d",
                                n, owner, stored == null ? "lost" : "back", begun, synced, dropping, dropped)
                        .isTrue();
                if (stored != null) {
                    assertThat(stored.verify())
                            .as("chunk %d of owner %d", n, owner)
                            .isTrue();
                    assertThat(Arrays.equals(TestChunk.read(stored), chunk.bytes()))
                            .as("bytes of chunk %d of owner %d", n, owner)
                            .isTrue();
                    served++;
                    beyond += n >= synced ? 1 : 0;
                }
            }
        }
    }
}
