package dev.larder.model.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.model.MalformedException;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeflatedTest {
    /** Around the size of the buffers; a map without members is the first that every cluster has, and is empty. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8191, 8192, 8193, 16384, 100_000})
    void whatIsDeflatedComesBack(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        assertThat(Deflated.inflate(Deflated.deflate(bytes), size)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8192})
    void aCutIsRefused(int size) {
        var whole = Deflated.deflate(new byte[size]);
        for (int end = 0; end < whole.size(); end++) {
            var cut = whole.substring(0, end);
            assertThatThrownBy(() -> Deflated.inflate(cut, size)).isInstanceOf(MalformedException.class);
        }
    }
}
