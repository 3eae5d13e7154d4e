package dev.larder.model.feed;

import com.google.protobuf.ByteString;
import dev.larder.model.blob.Mix;
import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.topology.Level;
import dev.larder.model.wire.CatalogSnapshot;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * SHA-256 of what the feed brings: the operator announces it, and whoever gets a map or a catalog from a relay compares.
 *
 * <p>A map's is over its content, not over an encoding: whether it came whole or was put together from deltas, and
 * whatever compresses it, it is the same. It covers the fields of the first release and never others: a node that does not
 * know a newer field must come to the same result. A catalog always comes whole, so its digest is over the message.
 */
public final class Digests {
    private static final int BUFFER = 1 << 16;

    private Digests() {}

    /** Takes about 0.2 microseconds for each node. */
    public static ByteString map(ClusterMap map) {
        Text text = new Text();
        text.number(map.version());
        text.number(map.epoch());
        text.number(map.levels().maxCellSize());
        text.number(map.levels().count());
        for (Level level : map.levels().levels()) {
            text.text(level.name());
            text.number(level.labels().size());
            level.labels().forEach(text::text);
        }
        for (CacheNode node : map.nodes()) {
            text.text(node.name());
            node.location().values().forEach(text::text);
            text.number(node.cell());
            text.text(node.host());
            text.number(node.peerPort());
            text.number(node.weight());
            text.number(node.previousWeight());
            text.number(
                    switch (node.state()) {
                        case ACTIVE -> 1;
                        case LEAF_ONLY -> 2;
                        case DRAINING -> 3;
                        case DOWN -> 4;
                    });
        }
        return text.digest();
    }

    public static ByteString catalog(CatalogSnapshot catalog) {
        return ByteString.copyFrom(Mix.newSha256().digest(catalog.toByteArray()));
    }

    /** Texts each with their length, so that no two lists of them meet. */
    private static final class Text {
        private final MessageDigest digest = Mix.newSha256();
        private byte[] buffer = new byte[BUFFER];
        private int size;

        void number(long value) {
            room(Long.BYTES);
            for (int shift = 56; shift >= 0; shift -= 8) {
                buffer[size++] = (byte) (value >>> shift);
            }
        }

        void text(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            number(bytes.length);
            room(bytes.length);
            System.arraycopy(bytes, 0, buffer, size, bytes.length);
            size += bytes.length;
        }

        private void room(int bytes) {
            if (size + bytes > buffer.length) {
                digest.update(buffer, 0, size);
                size = 0;
                if (bytes > buffer.length) {
                    buffer = new byte[bytes];
                }
            }
        }

        ByteString digest() {
            digest.update(buffer, 0, size);
            return ByteString.copyFrom(digest.digest());
        }
    }
}
