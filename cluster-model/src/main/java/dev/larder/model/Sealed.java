package dev.larder.model;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** A message as it is kept on disk: magic, length, CRC32C of the message (4 bytes each, big endian), the message. */
public final class Sealed {
    private static final int HEADER = 12;

    private Sealed() {}

    public static byte[] seal(int magic, MessageLite message) {
        byte[] body = message.toByteArray();
        return ByteBuffer.allocate(HEADER + body.length)
                .putInt(magic)
                .putInt(body.length)
                .putInt(crc(body, 0, body.length))
                .put(body)
                .array();
    }

    /** @throws MalformedException if the bytes are not exactly one intact message of that kind */
    public static <M extends MessageLite> M open(int magic, byte[] bytes, Parser<M> parser) {
        if (bytes.length < HEADER) {
            throw new MalformedException("only " + bytes.length + " bytes");
        }
        ByteBuffer header = ByteBuffer.wrap(bytes);
        if (header.getInt() != magic) {
            throw new MalformedException("of another version: does not begin with %08x".formatted(magic));
        }
        int length = header.getInt();
        if (length != bytes.length - HEADER) {
            throw new MalformedException(
                    "says " + length + " bytes, has " + (bytes.length - HEADER) + " after the header");
        }
        if (header.getInt() != crc(bytes, HEADER, length)) {
            throw new MalformedException("checksum does not match");
        }
        try {
            return parser.parseFrom(bytes, HEADER, length);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedException("not a message: " + e.getMessage(), e);
        }
    }

    private static int crc(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
