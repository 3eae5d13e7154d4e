package dev.larder.cache.store;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Finds the records of a file without a footer: reads every header and compares all live data with its CRC. What is
 * damaged is left out; behind it the scan goes on at the next 64 bytes that are a header of this very place. So a torn
 * tail is simply where nothing more is found.
 */
final class SegmentScan {

    private static final int WINDOW = 16 << 10;

    private final StoreState state;
    private final DiskFile file;
    private final long salt;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW);
    private long windowAt;

    SegmentScan(StoreState state, DiskFile file, long salt) {
        this.state = state;
        this.file = file;
        this.salt = salt;
        window.limit(0);
    }

    Footer records() throws IOException {
        Footer records = new Footer();
        long size = file.size();
        long at = Layout.SEGMENT_HEADER;
        while (at + Layout.RECORD_HEADER <= size) {
            if (!load(at, size)) {
                at = Layout.up(at + 1, Layout.PAGE);
                continue;
            }
            RecordHeader header = RecordHeader.decode(window, (int) (at - windowAt), salt, at);
            if (header == null) {
                at += Layout.RECORD_HEADER;
                continue;
            }
            if (header.mark() != Mark.LIVE || intact(header, at)) {
                records.add(header.id(), Layout.unit(at), header.length(), header.crc(), header.mark());
            } else {
                state.chunksCorrupt.increment();
            }
            at = Layout.next(at, header.length());
        }
        return records;
    }

    /** Whether the window now has a whole header at this position; not if the disk cannot read it. */
    private boolean load(long at, long size) {
        if (at >= windowAt && at + Layout.RECORD_HEADER <= windowAt + window.limit()) {
            return true;
        }
        windowAt = at;
        window.clear().limit((int) Math.min(WINDOW, size - at));
        try {
            if (file.readFully(window, at)) {
                return true;
            }
        } catch (IOException e) {
            state.readFailed("Scanning a segment", e);
            // Perhaps only what lies behind is bad.
            window.clear().limit(Layout.RECORD_HEADER);
            if (readQuietly(at)) {
                return true;
            }
        }
        window.limit(0);
        return false;
    }

    private boolean readQuietly(long at) {
        try {
            return file.readFully(window, at);
        } catch (IOException e) {
            return false;
        }
    }

    private boolean intact(RecordHeader header, long at) {
        try {
            return state.readBack().matches(file, Layout.data(at, header.length()), header.length(), header.crc());
        } catch (IOException e) {
            state.readFailed("Scanning a segment", e);
            return false;
        }
    }
}
