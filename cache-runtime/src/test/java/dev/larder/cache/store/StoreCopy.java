package dev.larder.cache.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The files of a store as a killed process leaves them: copied while it is open, so that the copy can be opened. */
final class StoreCopy {

    private StoreCopy() {}

    static StoreConfig config(Path directory) {
        return new StoreConfig(directory, 256 << 20, 1 << 20, Duration.ofHours(1));
    }

    /** No power is cut here, so nothing is synced. */
    static SegmentStore open(Path directory) throws IOException {
        return SegmentStore.open(config(directory), FaultyDisk.withoutSync());
    }

    static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.resolve("segments"));
        Files.copy(from.resolve("VERSION"), to.resolve("VERSION"));
        for (Path segment : segments(from)) {
            Files.copy(segment, to.resolve("segments").resolve(segment.getFileName()));
        }
    }

    static List<Path> segments(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("segments"))) {
            return files.sorted().toList();
        }
    }
}
