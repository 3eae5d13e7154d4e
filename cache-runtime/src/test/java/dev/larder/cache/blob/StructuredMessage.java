package dev.larder.cache.blob;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** What a client makes of a structured body, read by the letter of its specification. */
record StructuredMessage(byte[] content, List<Long> segments) {

    /** @throws AssertionError it is not one */
    static StructuredMessage decode(byte[] message) {
        var in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        check(in.get() == 1, "version");
        check(in.getLong() == message.length, "length");
        check(in.getShort() == 1, "flags");
        int count = Short.toUnsignedInt(in.getShort());
        check(count > 0, "segments");
        var content = new ByteArrayOutputStream();
        var segments = new ArrayList<Long>();
        for (int number = 1; number <= count; number++) {
            check(Short.toUnsignedInt(in.getShort()) == number, "number of segment " + number);
            long length = in.getLong();
            check(length >= 0 && length <= in.remaining(), "length of segment " + number);
            var bytes = new byte[(int) length];
            in.get(bytes);
            check(in.getLong() == crc(bytes), "CRC64 of segment " + number);
            content.writeBytes(bytes);
            segments.add(length);
        }
        check(in.getLong() == crc(content.toByteArray()), "CRC64 of the message");
        check(!in.hasRemaining(), "nothing behind it");
        return new StructuredMessage(content.toByteArray(), segments);
    }

    private static long crc(byte[] bytes) {
        var crc = new Crc64();
        crc.update(bytes, 0, bytes.length);
        return crc.getValue();
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("structured message: " + what);
        }
    }
}
