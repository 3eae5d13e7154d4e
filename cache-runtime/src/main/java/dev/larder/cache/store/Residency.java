package dev.larder.cache.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes of one file are in memory. Maps the file when first asked, and further when it has grown. Thread-safe; the
 * caller sees to it that nobody asks any more when it is closed.
 */
final class Residency implements AutoCloseable {

    /** Address space costs nothing: most segments are mapped once. */
    private static final long MAPPED = 256L << 20;

    private final PageCache pages;
    private final RecentlySeen seen;
    private final int number;
    private final Path path;
    private volatile @Nullable Mapping mapping;
    private final List<Mapping> outgrown = new ArrayList<>();
    private boolean closed;

    private record Mapping(long address, long length) {}

    /** @param number tells this file from others in {@code seen} */
    Residency(PageCache pages, RecentlySeen seen, int number, Path path) {
        this.pages = pages;
        this.seen = seen;
        this.number = number;
        this.path = path;
    }

    /** Whether the bytes can be read without waiting for the disk. False if that cannot be told. Does not wait. */
    boolean of(long position, int length) {
        long first = position / RecentlySeen.PIECE;
        long last = (position + length - 1) / RecentlySeen.PIECE;
        if (seen.all(number, first, last)) {
            return true;
        }
        Mapping mapped = mapped((last + 1) * RecentlySeen.PIECE);
        if (mapped == null) {
            return false;
        }
        long from = first * RecentlySeen.PIECE;
        byte[] answer = pages.inCore(mapped.address + from, (last + 1) * RecentlySeen.PIECE - from);
        if (answer == null) {
            return false;
        }
        int perPiece = RecentlySeen.PIECE / pages.pageBytes();
        for (long piece = first; piece <= last; piece++) {
            int at = (int) (piece - first) * perPiece;
            if (all(answer, at, at + perPiece)) {
                seen.saw(number, piece);
            }
        }
        return all(
                answer,
                (int) ((position - from) / pages.pageBytes()),
                (int) ((position + length - 1 - from) / pages.pageBytes()) + 1);
    }

    private static boolean all(byte[] answer, int from, int to) {
        for (int i = from; i < to; i++) {
            if ((answer[i] & 1) == 0) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Mapping mapped(long end) {
        Mapping known = mapping;
        return known != null && known.length >= end ? known : mapUpTo(end);
    }

    private synchronized @Nullable Mapping mapUpTo(long end) {
        Mapping known = mapping;
        if (closed || (known != null && known.length >= end)) {
            return closed ? null : known;
        }
        long length = (end + MAPPED - 1) / MAPPED * MAPPED;
        long address = pages.map(path, length);
        if (address == -1) {
            return null;
        }
        if (known != null) {
            // Somebody may be asking about it right now.
            outgrown.add(known);
        }
        Mapping made = new Mapping(address, length);
        mapping = made;
        return made;
    }

    @Override
    public synchronized void close() {
        closed = true;
        Mapping known = mapping;
        mapping = null;
        if (known != null) {
            outgrown.add(known);
        }
        outgrown.forEach(old -> pages.unmap(old.address, old.length));
        outgrown.clear();
    }
}
