package dev.larder.model.feed;

import com.google.protobuf.ByteString;
import dev.larder.model.blob.Mix;
import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.topology.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The digest of a map: over its content, not over an encoding, so that it is the same whether the map came whole or was put
 * together from deltas, and whatever compresses it. It covers the fields of the first maps with seats and never others: a node
 * that does not know a newer field must come to the same result.
 *
 * <p>Nodes are digested in blocks of {@value #BLOCK}, and what is told is the digest of the blocks' digests, as in a tree of
 * hashes (Merkle, 1987): a map that differs from the last in a few nodes costs their blocks. Immutable.
 */
public final class MapDigest {
    private static final int BLOCK = 256;

    private final ClusterMap map;
    private final byte[][] blocks;
    private final ByteString value;

    private MapDigest(ClusterMap map, byte[][] blocks) {
        this.map = map;
        this.blocks = blocks;
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
        text.number(map.size());
        for (byte[] block : blocks) {
            text.bytes(block);
        }
        this.value = ByteString.copyFrom(text.digest());
    }

    /** Takes about 0.2 microseconds for each node. */
    public static MapDigest of(ClusterMap map) {
        return new MapDigest(map, blocks(map, null));
    }

    /** That of another map, the same as {@link #of} gives, for less where the two share nodes. */
    public MapDigest next(ClusterMap other) {
        return other == map ? this : new MapDigest(other, blocks(other, this));
    }

    public ByteString value() {
        return value;
    }

    /** Whose it is. */
    public ClusterMap map() {
        return map;
    }

    private static byte[][] blocks(ClusterMap map, @Nullable MapDigest known) {
        byte[][] blocks = new byte[Math.ceilDiv(map.size(), BLOCK)][];
        for (int block = 0; block < blocks.length; block++) {
            int from = block * BLOCK;
            int to = Math.min(map.size(), from + BLOCK);
            blocks[block] = known != null && known.has(map, from, to) ? known.blocks[block] : digest(map, from, to);
        }
        return blocks;
    }

    /** Whether these nodes are the same objects here, and the whole of a block. */
    private boolean has(ClusterMap other, int from, int to) {
        if (to > map.size() || (to - from < BLOCK && to != map.size())) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (map.node(i) != other.node(i)) {
                return false;
            }
        }
        return true;
    }

    private static byte[] digest(ClusterMap map, int from, int to) {
        Text text = new Text();
        for (int i = from; i < to; i++) {
            CacheNode node = map.node(i);
            text.text(node.name());
            node.location().values().forEach(text::text);
            text.number(node.cell());
            text.number(node.seat().depth());
            text.number(node.seat().choice());
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

    /** Texts each with their length, so that no two lists of them meet. */
    private static final class Text {
        private static final int BUFFER = 1 << 14;

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
            bytes(bytes);
        }

        void bytes(byte[] bytes) {
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

        byte[] digest() {
            digest.update(buffer, 0, size);
            return digest.digest();
        }
    }
}
