package dev.larder.bench.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.wire.ClusterMapDelta;
import dev.larder.model.wire.FeedMessage;
import dev.larder.model.wire.Heartbeat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedFramesTest {
    private static final List<FeedMessage> SENT = List.of(
            FeedMessage.newBuilder()
                    .setHeartbeat(Heartbeat.newBuilder().setMapVersion(300))
                    .build(),
            FeedMessage.newBuilder()
                    .setMapDelta(ClusterMapDelta.newBuilder()
                            .setVersion(7)
                            .addAllRemoved(IntStream.range(0, 300).boxed().toList()))
                    .build(),
            FeedMessage.newBuilder()
                    .setHeartbeat(Heartbeat.newBuilder().setBeat(1))
                    .build());

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 100_000})
    void messagesAreFoundHoweverTheyAreCut(int piece) throws IOException {
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        for (FeedMessage message : SENT) {
            message.writeDelimitedTo(messages);
        }
        byte[] all = messages.toByteArray();
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        response.writeBytes(
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        for (int from = 0; from < all.length; from += 40) {
            int length = Math.min(40, all.length - from);
            response.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            response.write(all, from, length);
            response.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }

        FeedFrames frames = new FeedFrames();
        List<FeedMessage> got = new ArrayList<>();
        byte[] bytes = response.toByteArray();
        for (int from = 0; from < bytes.length; from += piece) {
            got.addAll(frames.take(ByteBuffer.wrap(bytes, from, Math.min(piece, bytes.length - from))));
        }
        assertThat(got).isEqualTo(SENT);
        assertThat(frames.head()).startsWith("HTTP/1.1 200 OK");
    }
}
