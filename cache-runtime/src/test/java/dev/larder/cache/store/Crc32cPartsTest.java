package dev.larder.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Crc32cPartsTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void sumOfTheWholeFollowsFromThoseOfItsParts(long seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[1 + random.nextInt(100_000)];
        random.nextBytes(bytes);
        int cut = random.nextInt(bytes.length + 1);

        int combined = Crc32cParts.combine(
                sum(bytes, 0, cut), sum(bytes, cut, bytes.length), Crc32cParts.shift(bytes.length - cut));

        assertThat(combined).isEqualTo(sum(bytes, 0, bytes.length));
    }

    private static int sum(byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }
}
