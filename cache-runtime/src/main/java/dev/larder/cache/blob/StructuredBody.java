package dev.larder.cache.blob;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A body as a structured message, version 1: segments with a CRC64 behind each and one of all behind the last, so that a
 * client can check what it got although nobody knew the sums when the head was sent. All numbers are little-endian:
 *
 * <pre>
 * message:  version u8 = 1, length of the message u64, flags u16 = 1 (CRC64), segments u16
 * segment:  number u16 from 1, length u64, the bytes, their CRC64 u64
 * at last:  CRC64 of all bytes u64
 * </pre>
 *
 * <p>The format is Microsoft's ("Structured body format", REST reference of Azure Storage). Frames one answer; its memory
 * does not grow with it. Not thread-safe.
 */
final class StructuredBody {

    static final AsciiString TYPE_HEADER = AsciiString.cached("x-ms-structured-body");
    static final AsciiString LENGTH_HEADER = AsciiString.cached("x-ms-structured-content-length");
    static final AsciiString TYPE = AsciiString.cached("XSM/1.0; properties=crc64");

    /** Handed over at once: summing it up takes the event loop about as long as sealing it for TLS would. */
    static final int PIECE = 128 << 10;

    /** What the service sends. */
    static final long SEGMENT = 4 << 20;

    private static final int MOST_SEGMENTS = 0xFFFF;
    private static final int MESSAGE_HEADER = 13;
    private static final int SEGMENT_HEADER = 10;
    private static final int CRC = 8;
    private static final int CRC64_FLAG = 1;

    private final long content;
    private final long segmentBytes;
    private final Crc64 crc = new Crc64();
    private long position;
    private long leftInSegment;
    private long sum;

    /** Whether a read asks for such a body. */
    sealed interface Asked {

        record No() implements Asked {}

        record Yes() implements Asked {}

        record Refused(Refusal refusal) implements Asked {}
    }

    static Asked asked(HttpHeaders headers) {
        var type = headers.get(TYPE_HEADER);
        if (type == null) {
            return new Asked.No();
        }
        if (!isKnown(type)) {
            return refused("The value of " + TYPE_HEADER + " is not supported; the one that is: " + TYPE);
        }
        if (headers.contains(RangeChecksum.MD5_HEADER) || headers.contains(RangeChecksum.CRC64_HEADER)) {
            return refused(TYPE_HEADER + " excludes a checksum of the range in the head.");
        }
        return new Asked.Yes();
    }

    private static Asked refused(String message) {
        return new Asked.Refused(AzureError.INVALID_HEADER_VALUE.because(message));
    }

    private static boolean isKnown(String type) {
        var parts = type.toLowerCase(Locale.ROOT).split(";", 3);
        return parts.length == 2
                && parts[0].strip().equals("xsm/1.0")
                && parts[1].strip().equals("properties=crc64");
    }

    /** @param content bytes that are framed */
    StructuredBody(long content) {
        this(content, SEGMENT);
    }

    /** @param segment bytes of each segment but the last; more if there would be more segments than can be numbered */
    StructuredBody(long content, long segment) {
        this.content = content;
        this.segmentBytes = Math.max(segment, Math.ceilDiv(content, MOST_SEGMENTS));
    }

    /** Of the whole message, bytes. */
    long length() {
        return MESSAGE_HEADER + segments() * (SEGMENT_HEADER + CRC) + content + CRC;
    }

    /** At least one, which is empty if there is no content. */
    private long segments() {
        return Math.max(1, Math.ceilDiv(content, segmentBytes));
    }

    /** What may be framed at once, of {@code room} bytes that the client takes: never beyond a segment. */
    int room(int room) {
        return (int) Math.min(Math.min(room, PIECE), leftInSegment > 0 ? leftInSegment : segmentBytes);
    }

    /** What goes before the next bytes; null if nothing does. */
    @Nullable
    ByteBuf before() {
        if (leftInSegment > 0) {
            return null;
        }
        var head = Unpooled.buffer(MESSAGE_HEADER + SEGMENT_HEADER);
        if (position == 0) {
            head.writeByte(1).writeLongLE(length()).writeShortLE(CRC64_FLAG).writeShortLE((int) segments());
        }
        leftInSegment = Math.min(segmentBytes, content - position);
        head.writeShortLE((int) (position / segmentBytes) + 1).writeLongLE(leftInSegment);
        return head;
    }

    /**
     * Counts the next bytes, at most {@link #room}, after {@link #before}.
     *
     * @return what goes behind them; null if nothing does
     */
    @Nullable
    ByteBuf after(ByteBuf bytes) {
        int count = bytes.readableBytes();
        if (count > leftInSegment) {
            throw new IllegalArgumentException(count + " bytes for the " + leftInSegment + " left of a segment");
        }
        for (var part : bytes.nioBuffers()) {
            crc.update(part);
        }
        position += count;
        leftInSegment -= count;
        return leftInSegment > 0 ? null : trailer(position - (position - 1) / segmentBytes * segmentBytes);
    }

    /** The whole message of no bytes. */
    static ByteBuf empty() {
        var body = new StructuredBody(0);
        return Unpooled.wrappedBuffer(body.before(), body.trailer(0));
    }

    private ByteBuf trailer(long segment) {
        long own = crc.getValue();
        crc.reset();
        sum = Crc64.combine(sum, own, segment);
        var trailer = Unpooled.buffer(2 * CRC).writeLongLE(own);
        return position < content ? trailer : trailer.writeLongLE(sum);
    }
}
