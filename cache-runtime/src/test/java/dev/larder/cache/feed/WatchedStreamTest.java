package dev.larder.cache.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class WatchedStreamTest {

    @Test
    void whatComesIsPassedOn() throws IOException {
        try (InputStream stream =
                new WatchedStream(new ByteArrayInputStream(new byte[] {1, -2, 3}), Duration.ofMinutes(1))) {
            assertThat(stream.read()).isEqualTo(1);
            assertThat(stream.readAllBytes()).containsExactly(-2, 3);
            assertThat(stream.read()).isEqualTo(-1);
        }
    }

    @Test
    void aSourceThatSendsNothingIsGivenUp() throws IOException {
        CountDownLatch closed = new CountDownLatch(1);
        InputStream silent = new InputStream() {
            @Override
            public int read() throws IOException {
                try {
                    closed.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                throw new IOException("closed");
            }

            @Override
            public void close() {
                closed.countDown();
            }
        };
        try (InputStream stream = new WatchedStream(silent, Duration.ofMillis(20))) {
            assertThatThrownBy(stream::read).hasMessage("sends nothing any more");
        }
    }
}
