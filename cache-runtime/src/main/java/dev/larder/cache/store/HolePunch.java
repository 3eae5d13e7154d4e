package dev.larder.cache.store;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Linux's {@code fallocate(FALLOC_FL_PUNCH_HOLE)}, through the C library. The file is opened anew for each call.
 */
final class HolePunch {

    private static final int KEEP_SIZE_AND_PUNCH = 1 | 2;

    private final FileCalls files;
    private final MethodHandle fallocate;

    private HolePunch(FileCalls files, MethodHandle fallocate) {
        this.files = files;
        this.fallocate = fallocate;
    }

    /** Null where there is no such call, or where the process may not make native calls. */
    static @Nullable HolePunch find() {
        CLibrary c = CLibrary.with("open", "fallocate", "close");
        if (c == null) {
            return null;
        }
        return new HolePunch(
                FileCalls.of(c),
                c.function("fallocate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG)));
    }

    /**
     * False if the file is gone or its file system cannot do it. What the page cache has of the hole may become zeros where it
     * lies, and with it what {@code sendfile} has put into sockets and clients have yet to get: see {@link PageCache#release}.
     */
    boolean punch(Path path, long position, long length) {
        int descriptor = files.open(path);
        if (descriptor < 0) {
            return false;
        }
        try {
            boolean punched = (int) fallocate.invokeExact(descriptor, KEEP_SIZE_AND_PUNCH, position, length) == 0;
            return files.close(descriptor) && punched;
        } catch (Throwable e) {
            throw CLibrary.impossible(e);
        }
    }
}
