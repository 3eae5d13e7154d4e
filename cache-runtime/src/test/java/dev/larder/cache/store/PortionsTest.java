package dev.larder.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortionsTest {

    private static final int MIB = 1 << 20;

    @TempDir
    Path directory;

    @Test
    void callsEndAtMultiplesOfAPortionWhereverAChunkBegins() {
        assertThat(calls(4096, 4 * MIB))
                .hasSize(16)
                .startsWith(Portions.BYTES - 4096, Portions.BYTES)
                .endsWith(Portions.BYTES, Portions.BYTES + 4096);
        assertThat(calls(0, MIB)).containsOnly(Portions.BYTES).hasSize(4);
        assertThat(calls(3 * Portions.BYTES - 1, Portions.BYTES + 2)).containsExactly(1, Portions.BYTES + 1);
    }

    @Test
    void aShortChunkIsOneCall() {
        assertThat(calls(Portions.BYTES - 4096, 64 << 10)).containsExactly(64 << 10);
        assertThat(calls(4096, Portions.BYTES)).containsExactly(Portions.BYTES);
    }

    @Test
    void aFileHasTheBytesHoweverTheyComeAndAreTaken() throws IOException {
        var random = new SplittableRandom(7);
        for (int round = 0; round < 40; round++) {
            byte[] whole = new byte[random.nextInt(1, MIB)];
            random.nextBytes(whole);
            int position = random.nextInt(MIB);
            FaultyDisk disk = FaultyDisk.withoutSync();
            if (round % 2 == 0) {
                disk.longestTransfer(random.nextInt(10_000, 400_000));
            }
            Path path = directory.resolve("round-" + round);
            try (DiskFile file = round % 4 == 1 ? new LocalDisk().open(path, true) : disk.open(path, true)) {
                Portions.write(file, parts(whole, random), position);
            }
            assertThat(Files.size(path)).isEqualTo(position + whole.length);
            assertThat(ByteBuffer.wrap(Files.readAllBytes(path)).position(position))
                    .isEqualTo(ByteBuffer.wrap(whole));
        }
    }

    @Test
    void anInterruptedThreadWritesAllTheSame() throws Exception {
        byte[] whole = new byte[MIB + 17];
        var random = new SplittableRandom(8);
        Path path = directory.resolve("interrupted");
        Thread writer = Thread.currentThread();
        try (DiskFile file = new LocalDisk().open(path, true)) {
            for (int round = 0; round < 100; round++) {
                random.nextBytes(whole);
                List<ByteBuffer> parts = parts(whole, random);
                int spins = random.nextInt(20_000);
                CountDownLatch begins = new CountDownLatch(1);
                Thread other = Thread.ofPlatform().start(() -> {
                    try {
                        begins.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    for (int i = 0; i < spins; i++) {
                        Thread.onSpinWait();
                    }
                    writer.interrupt();
                });
                begins.countDown();
                Portions.write(file, parts, 0);
                // The interrupt may come only now, or have come before: in any case it is not lost.
                while (!Thread.interrupted()) {
                    Thread.onSpinWait();
                }
                other.join();
                assertThat(Files.readAllBytes(path)).isEqualTo(whole);
            }
        }
    }

    private static List<ByteBuffer> parts(byte[] whole, SplittableRandom random) {
        List<ByteBuffer> parts = new ArrayList<>();
        for (int at = 0; at < whole.length; ) {
            int length = Math.min(whole.length - at, random.nextInt(0, 300_000));
            ByteBuffer part = ByteBuffer.allocateDirect(length + 3).position(3);
            parts.add(part.put(whole, at, length).flip().position(3));
            at += length;
        }
        return parts;
    }

    private static List<Integer> calls(long position, int length) {
        List<Integer> calls = new ArrayList<>();
        for (long at = position; at < position + length; ) {
            int call = Portions.next(at, position + length - at);
            calls.add(call);
            at += call;
        }
        return calls;
    }
}
