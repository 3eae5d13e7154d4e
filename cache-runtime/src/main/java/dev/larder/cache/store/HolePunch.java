package dev.larder.cache.store;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Linux's {@code fallocate(FALLOC_FL_PUNCH_HOLE)}, through the C library. The file is opened anew for each call, since
 * Java does not tell the descriptor of a channel.
 */
final class HolePunch {

    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;
    private static final int KEEP_SIZE_AND_PUNCH = 1 | 2;

    private final MethodHandle open;
    private final MethodHandle fallocate;
    private final MethodHandle close;

    private HolePunch(MethodHandle open, MethodHandle fallocate, MethodHandle close) {
        this.open = open;
        this.fallocate = fallocate;
        this.close = close;
    }

    /** Null where there is no such call, or where the process may not make native calls. */
    static @Nullable HolePunch find() {
        CLibrary c = CLibrary.with("open", "fallocate", "close");
        if (c == null) {
            return null;
        }
        return new HolePunch(
                c.function(
                        "open",
                        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
                        Linker.Option.firstVariadicArg(2)),
                c.function("fallocate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG)),
                c.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT)));
    }

    /**
     * False if the file is gone or its file system cannot do it. What the page cache has of the hole may become zeros where it
     * lies, and with it what {@code sendfile} has put into sockets and clients have yet to get: see {@link PageCache#release}.
     */
    boolean punch(Path path, long position, long length) {
        try (Arena arena = Arena.ofConfined()) {
            int descriptor = (int) open.invokeExact(arena.allocateFrom(path.toString()), O_RDWR | O_CLOEXEC, 0);
            if (descriptor < 0) {
                return false;
            }
            boolean punched = (int) fallocate.invokeExact(descriptor, KEEP_SIZE_AND_PUNCH, position, length) == 0;
            return (int) close.invokeExact(descriptor) == 0 && punched;
        } catch (Throwable e) {
            throw CLibrary.impossible(e);
        }
    }
}
