package dev.larder.cache.store;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes Linux forget what it has in memory of files, as it does when it needs the memory. */
final class EvictedPages {

    private static final int O_RDWR = 2;
    private static final int POSIX_FADV_DONTNEED = 4;

    private EvictedPages() {}

    @SuppressWarnings("restricted")
    static void of(Path directory) throws IOException {
        Linker linker = Linker.nativeLinker();
        var c = linker.defaultLookup();
        var open = linker.downcallHandle(
                c.findOrThrow("open"),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
                Linker.Option.firstVariadicArg(2));
        var sync = linker.downcallHandle(c.findOrThrow("fsync"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        var close = linker.downcallHandle(c.findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        var advise = linker.downcallHandle(
                c.findOrThrow("posix_fadvise"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
        List<Path> files;
        try (var found = Files.list(directory)) {
            files = found.toList();
        }
        try (Arena arena = Arena.ofConfined()) {
            for (Path file : files) {
                int descriptor = (int) open.invoke(arena.allocateFrom(file.toString()), O_RDWR, 0);
                int done = (int) sync.invoke(descriptor)
                        | (int) advise.invoke(descriptor, 0L, 0L, POSIX_FADV_DONTNEED)
                        | (int) close.invoke(descriptor);
                if (descriptor < 0 || done != 0) {
                    throw new IOException("Cannot evict " + file);
                }
            }
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(e);
        }
    }
}
