package dev.larder.cache.blob;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Crc64Test {

    @Test
    void theCheckValue() {
        var crc = new Crc64();
        crc.update("123456789".getBytes(StandardCharsets.US_ASCII), 0, 9);
        assertThat(crc.getValue()).isEqualTo(0xae8b14860a799888L);
        assertThat(crc.littleEndian()[0]).isEqualTo((byte) 0x88);
    }

    @Test
    void eightAtOnceGiveWhatOneAtATimeGives() {
        var random = new Random(3);
        for (int round = 0; round < 200; round++) {
            var bytes = new byte[random.nextInt(100)];
            random.nextBytes(bytes);
            int from = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
            var fast = new Crc64();
            fast.update(bytes, from, bytes.length - from);
            var slow = new Crc64();
            for (int i = from; i < bytes.length; i++) {
                slow.update(bytes[i]);
            }
            assertThat(fast.getValue()).isEqualTo(slow.getValue());
        }
    }

    @Test
    void theSumOfAWholeFollowsFromItsParts() {
        var random = new Random(4);
        for (int round = 0; round < 100; round++) {
            var bytes = new byte[random.nextInt(5_000)];
            random.nextBytes(bytes);
            int cut = random.nextInt(bytes.length + 1);
            assertThat(Crc64.combine(sum(bytes, 0, cut), sum(bytes, cut, bytes.length), bytes.length - cut))
                    .isEqualTo(sum(bytes, 0, bytes.length));
        }
    }

    private static long sum(byte[] bytes, int from, int to) {
        var crc = new Crc64();
        crc.update(bytes, from, to - from);
        return crc.getValue();
    }
}
