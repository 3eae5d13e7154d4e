package dev.larder.cache.store;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * Opens a file for a call of the kernel that takes a descriptor, since Java does not tell that of a channel.
 *
 * <p>A record, because the compiler trusts the fields of records. Thread-safe.
 */
record FileCalls(MethodHandle open, MethodHandle close) {

    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 0x80000;

    /** @param c has {@code open} and {@code close} */
    static FileCalls of(CLibrary c) {
        return new FileCalls(
                c.function(
                        "open",
                        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
                        Linker.Option.firstVariadicArg(2)),
                c.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT)));
    }

    /** For reading and writing; negative if that cannot be. */
    int open(Path path) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) open.invokeExact(arena.allocateFrom(path.toString()), O_RDWR | O_CLOEXEC, 0);
        } catch (Throwable e) {
            throw CLibrary.impossible(e);
        }
    }

    /** False: the kernel has something to say about what was done before. */
    boolean close(int descriptor) {
        try {
            return (int) close.invokeExact(descriptor) == 0;
        } catch (Throwable e) {
            throw CLibrary.impossible(e);
        }
    }
}
