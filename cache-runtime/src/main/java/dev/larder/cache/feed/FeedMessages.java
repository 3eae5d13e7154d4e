package dev.larder.cache.feed;

import com.google.protobuf.CodedInputStream;
import dev.larder.model.wire.FeedMessage;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads length-delimited messages of a bounded size. */
final class FeedMessages {

    private FeedMessages() {}

    /**
     * @param frame the message as it came, with its length, to be passed on: it may have fields that only others know
     */
    record Frame(FeedMessage message, byte[] frame) {}

    /** Null at the end of the stream. */
    static @Nullable Frame read(InputStream in, int longest) throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        int length = CodedInputStream.readRawVarint32(first, in);
        if (length < 0 || length > longest) {
            throw new IOException("feed message of " + Integer.toUnsignedString(length) + " bytes");
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("feed ended in the middle of a message");
        }
        ByteArrayOutputStream frame = new ByteArrayOutputStream(length + 5);
        for (int left = length; ; left >>>= 7) {
            if (left < 0x80) {
                frame.write(left);
                break;
            }
            frame.write(left & 0x7f | 0x80);
        }
        frame.write(body);
        return new Frame(FeedMessage.parseFrom(body), frame.toByteArray());
    }

    static byte[] frame(FeedMessage message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            message.writeDelimitedTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** One chunk of an HTTP answer, to be read only. */
    static ByteBuffer chunk(byte[] first, List<byte[]> others) {
        int length =
                first.length + others.stream().mapToInt(frame -> frame.length).sum();
        byte[] head = (Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer chunk = ByteBuffer.allocateDirect(head.length + length + 2);
        chunk.put(head).put(first);
        others.forEach(chunk::put);
        chunk.put((byte) '\r').put((byte) '\n');
        return chunk.flip().asReadOnlyBuffer();
    }
}
