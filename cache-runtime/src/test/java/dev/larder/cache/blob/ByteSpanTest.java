package dev.larder.cache.blob;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSpanTest {

    @Test
    void theTwoFormsOfTheService() {
        assertThat(ByteSpan.of("bytes=0-0", 10)).isEqualTo(new ByteSpan.Part(0, 1, 10));
        assertThat(ByteSpan.of("bytes=3-7", 10)).isEqualTo(new ByteSpan.Part(3, 8, 10));
        assertThat(ByteSpan.of("bytes=3-", 10)).isEqualTo(new ByteSpan.Part(3, 10, 10));
        assertThat(ByteSpan.of("Bytes = 3 - 99", 10)).isEqualTo(new ByteSpan.Part(3, 10, 10));
        assertThat(ByteSpan.of("bytes=0-9", 10)).isEqualTo(new ByteSpan.Part(0, 10, 10));
        assertThat(new ByteSpan.Part(3, 8, 10).contentRange()).isEqualTo("bytes 3-7/10");
        assertThat(ByteSpan.of(null, 10)).isEqualTo(new ByteSpan.Whole(10));
    }

    @Test
    void numbersBeyondALongAreBeyondTheBlob() {
        assertThat(ByteSpan.of("bytes=1-99999999999999999999999", 10)).isEqualTo(new ByteSpan.Part(1, 10, 10));
        assertThat(ByteSpan.of("bytes=99999999999999999999999-", 10)).isEqualTo(new ByteSpan.Unsatisfiable(10));
        assertThat(ByteSpan.of("bytes=9223372036854775807-9223372036854775807", 10))
                .isEqualTo(new ByteSpan.Unsatisfiable(10));
    }

    @Test
    void beyondTheEndIsUnsatisfiable() {
        assertThat(ByteSpan.of("bytes=10-", 10)).isEqualTo(new ByteSpan.Unsatisfiable(10));
        assertThat(ByteSpan.of("bytes=0-", 0)).isEqualTo(new ByteSpan.Unsatisfiable(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=-5",
                "bytes=0-1,3-4",
                "bytes=5-4",
                "bytes=",
                "bytes=a-b",
                "items=0-1",
                "",
                "bytes=1",
                "bytes=--1",
                "bytes=+1-2",
                "bytes=0x1-2",
                "bytes=1-2 3"
            })
    void whatTheServiceDoesNotKnowIsNoRange(String header) {
        assertThat(ByteSpan.of(header, 10)).isEqualTo(new ByteSpan.Whole(10));
    }
}
