package dev.larder.model.blob;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.larder.model.MalformedException;

/**
 * One version of one blob, as nodes name it to each other when no manifest does.
 *
 * @param size bytes, 0 to 2^53
 * @param etag without quotes, 1 to 256 characters
 */
public record BlobVersion(BlobRef blob, long size, String etag) {
    private static final long MAX_SIZE = 1L << 53;
    private static final int MAX_ETAG = 256;

    /** @throws IllegalArgumentException saying what is out of bounds */
    public BlobVersion {
        if (size < 0 || size > MAX_SIZE) {
            throw new IllegalArgumentException("size is " + size);
        }
        if (etag.isEmpty() || etag.length() > MAX_ETAG || etag.indexOf('"') >= 0) {
            throw new IllegalArgumentException("an ETag has 1 to " + MAX_ETAG + " characters and no quotes");
        }
    }

    public byte[] encode() {
        return dev.larder.model.wire.BlobVersion.newBuilder()
                .setAccount(blob.account())
                .setContainer(blob.container())
                .setPath(blob.path())
                .setSize(size)
                .setEtag(etag)
                .build()
                .toByteArray();
    }

    /** @throws MalformedException if the bytes are none */
    public static BlobVersion decode(byte[] bytes) {
        try {
            var wire = dev.larder.model.wire.BlobVersion.parseFrom(bytes);
            return new BlobVersion(
                    new BlobRef(wire.getAccount(), wire.getContainer(), wire.getPath()),
                    wire.getSize(),
                    wire.getEtag());
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new MalformedException("blob version: " + e.getMessage(), e);
        }
    }
}
