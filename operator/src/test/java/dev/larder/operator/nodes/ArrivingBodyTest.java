package dev.larder.operator.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ArrivingBodyTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final ArrivingBody body = new ArrivingBody(LONG);

    @Test
    void bytesComeAsTheyWereSentAndNoMoreIsAskedForThanFits() throws IOException {
        byte[] sent = new byte[5 << 20];
        new Random(1).nextBytes(sent);
        Sender sender = new Sender(sent, 4096);
        body.of(sender);
        assertThat(body.available()).as("the sender is stopped").isBetween(1 << 20, (1 << 20) + 4096);

        ByteArrayOutputStream received = new ByteArrayOutputStream();
        byte[] buffer = new byte[8000];
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            received.write(buffer, 0, n);
            assertThat(body.available()).isLessThanOrEqualTo((1 << 20) + 4096);
        }
        assertThat(received.toByteArray()).isEqualTo(sent);
        assertThat(sender.resumed).as("not for every piece").isLessThan(20);
        body.close();
        assertThat(sender.cancelled).as("its connection may be in use again").isFalse();
    }

    @Test
    void whatBreaksOffFails() throws IOException {
        Sender sender = new Sender(new byte[10], 10);
        body.of(sender);
        assertThat(body.read(new byte[10])).isEqualTo(10);
        Sender broken = new Sender(new byte[0], 1);
        ArrivingBody other = new ArrivingBody(LONG).of(broken);
        broken.done.completeExceptionally(new IOException("reset"));
        assertThatThrownBy(other::read).isInstanceOf(IOException.class).hasMessageContaining("reset");
    }

    /** As when the machine at the other end loses its power, or a balancer forgets the connection. */
    @Test
    void whatGoesSilentFails() {
        Sender silent = new Sender(new byte[0], 1);
        ArrivingBody watch = new ArrivingBody(Duration.ofMillis(50)).of(silent);
        assertThatThrownBy(watch::read).isInstanceOf(IOException.class).hasMessageContaining("sent nothing");
        watch.close();
        assertThat(silent.cancelled).isTrue();
    }

    @Test
    void whatIsClosedBeforeItsEndIsCancelled() {
        Sender sender = new Sender(new byte[2 << 20], 4096);
        body.of(sender);
        body.close();
        assertThat(sender.cancelled).isTrue();
    }

    /** Sends the next piece whenever it is asked, on the thread that asks. */
    private final class Sender implements AsyncBody {
        private final byte[] bytes;
        private final int piece;
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private int next;
        private int depth;
        private int asked;
        private int resumed;
        private boolean cancelled;

        Sender(byte[] bytes, int piece) {
            this.bytes = bytes;
            this.piece = piece;
        }

        @Override
        public void consume() {
            asked++;
            if (depth > 0) {
                return;
            }
            resumed++;
            depth++;
            while (asked > 0 && next < bytes.length) {
                asked--;
                int n = Math.min(piece, bytes.length - next);
                ByteBuffer part = ByteBuffer.wrap(bytes, next, n);
                next += n;
                body.consume(List.of(part), this);
            }
            depth--;
            if (next == bytes.length && bytes.length > 0) {
                done.complete(null);
            }
        }

        @Override
        public CompletableFuture<Void> done() {
            return done;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }
}
