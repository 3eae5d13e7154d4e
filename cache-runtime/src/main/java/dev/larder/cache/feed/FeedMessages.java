package dev.larder.cache.feed;

import com.google.protobuf.CodedInputStream;
import dev.larder.model.wire.FeedMessage;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads length-delimited messages of a bounded size. */
final class FeedMessages {

    private FeedMessages() {}

    /** Null at the end of the stream. */
    static @Nullable FeedMessage read(InputStream in, int longest) throws IOException {
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
        return FeedMessage.parseFrom(body);
    }
}
