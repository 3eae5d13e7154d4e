package dev.larder.cache.store;

import dev.larder.model.blob.ChunkId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds again what is on disk when a store is opened. A segment with a footer is loaded by it, and its chunks count as
 * unverified: after a power cut the footer may be true and the data torn. One without (its process was killed, or the
 * footer is damaged) is scanned, which verifies its chunks, and sealed.
 */
final class Recovery {

    static final String SEGMENT_SUFFIX = ".segment";
    static final String DRAFT_SUFFIX = ".draft";

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final StoreState state;

    Recovery(StoreState state) {
        this.state = state;
    }

    void run() throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(state.segmentDirectory())) {
            files = listed.sorted().toList();
        }
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            if (name.endsWith(DRAFT_SUFFIX)) {
                state.disk().delete(file);
            } else if (name.matches("[0-9a-f]{16}" + SEGMENT_SUFFIX)) {
                state.seenNumber(Long.parseUnsignedLong(name, 0, 16, 16));
                load(file);
            }
        }
    }

    private void load(Path path) throws IOException {
        DiskFile file = state.disk().open(path, false);
        SegmentHeader header = header(file);
        if (header == null) {
            LOG.warn("{} is deleted: its header is damaged, so nobody knows whose chunks these are", path);
            state.segmentsLost.increment();
            file.close();
            state.disk().delete(path);
            return;
        }
        Footer footer = footer(file, header);
        Footer records = footer == null ? new SegmentScan(state, file, header.salt()).records() : footer;
        long charge = Layout.up(file.size(), Layout.PAGE) - records.punchedBytes();
        state.space().found(charge);
        OwnerLog log = state.logs().computeIfAbsent(header.owner(), owner -> new OwnerLog(state, owner));
        Segment segment = state.segments()
                .add(slot -> new Segment(state, slot, header, path, file, log.tally(), records, charge));
        if (footer == null) {
            seal(segment, records);
        } else {
            segment.sealed();
        }
        log.adopt(segment);
        index(segment, records, footer == null ? 0 : IndexShard.UNVERIFIED);
        log.deleteIfEmpty(segment);
    }

    private @Nullable SegmentHeader header(DiskFile file) {
        ByteBuffer buffer = ByteBuffer.allocate(Layout.SEGMENT_HEADER);
        try {
            return file.readFully(buffer, 0) ? SegmentHeader.decode(buffer.flip()) : null;
        } catch (IOException e) {
            state.readFailed("Reading a segment's header", e);
            return null;
        }
    }

    private @Nullable Footer footer(DiskFile file, SegmentHeader header) {
        try {
            return Footer.read(file, header.salt());
        } catch (IOException e) {
            state.readFailed("Reading a segment's footer", e);
            return null;
        }
    }

    private void seal(Segment segment, Footer records) throws IOException {
        try {
            segment.file().truncate(records.end());
            segment.seal();
        } catch (IOException e) {
            if (!OutOfSpace.is(e)) {
                throw e;
            }
            // Left unsealed, it is scanned again at the next start.
        }
    }

    private void index(Segment segment, Footer records, int flag) {
        for (int i = 0; i < records.size(); i++) {
            if (records.mark(i) != Mark.LIVE) {
                continue;
            }
            ChunkId id = records.id(i);
            int length = records.length(i);
            segment.revive(length);
            boolean first = state.index()
                    .insert(id, segment.slot(), records.unit(i), length | flag, records.crc(i), (s, u) -> false);
            if (first) {
                state.chunksRecovered.increment();
            } else {
                state.run(segment.kill(Layout.at(records.unit(i)), length));
            }
        }
    }
}
