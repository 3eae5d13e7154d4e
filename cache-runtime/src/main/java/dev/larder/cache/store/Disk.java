package dev.larder.cache.store;

import java.io.IOException;
import java.nio.file.Path;

/** What a store asks of the file system; the seam where tests break it. Thread-safe. */
interface Disk {

    /** Opens a file for reading and writing; {@code create}: it must not exist yet. */
    DiskFile open(Path path, boolean create) throws IOException;

    /** Replaces what is at {@code to}, in one step. */
    void rename(Path from, Path to) throws IOException;

    /** Open files stay readable. */
    void delete(Path path) throws IOException;

    /** Makes creations, renames and deletions in a directory survive a power cut. */
    void syncDirectory(Path directory) throws IOException;

    /** What came of giving pages back. */
    enum Punch {
        DONE,
        /** Bytes of them are on their way through somebody's socket, or nobody can tell: try again later. */
        IN_FLIGHT,
        /** The file is gone, or its file system cannot do it. */
        IMPOSSIBLE
    }

    /** Gives whole pages, which nobody will ask for any more, back to the file system; they then read as zeros. */
    Punch punch(Path path, long position, long length);

    /** What the file system has left for this process, in bytes. */
    long usableBytes(Path directory) throws IOException;
}
