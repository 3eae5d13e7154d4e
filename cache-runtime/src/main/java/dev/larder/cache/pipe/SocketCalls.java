package dev.larder.cache.pipe;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.larder.cache.store.CLibrary;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * What Netty does not call of the kernel. None of these waits; what fails answers -1.
 *
 * <p>A record, because the compiler trusts the fields of records. Thread-safe.
 */
record SocketCalls(MethodHandle recv, MethodHandle fcntl) {

    private static final int MSG_PEEK = 0x2;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int F_SETPIPE_SZ = 1031;

    /** Null where there are no such calls, or where the process may not make native calls. */
    static @Nullable SocketCalls find() {
        CLibrary c = CLibrary.with("recv", "fcntl");
        return c == null
                ? null
                : new SocketCalls(
                        c.function("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT)),
                        c.function(
                                "fcntl",
                                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
                                Linker.Option.firstVariadicArg(2)));
    }

    /** Copies what has come, and leaves it there. */
    int peek(int socket, long address, int most) {
        return receive(socket, address, most, MSG_PEEK | MSG_DONTWAIT);
    }

    int read(int socket, long address, int most) {
        return receive(socket, address, most, MSG_DONTWAIT);
    }

    /** Another descriptor of the same socket. */
    int duplicate(int socket) {
        return control(socket, F_DUPFD_CLOEXEC, 0);
    }

    /** False: the kernel gives this user no more. */
    boolean enlarge(int pipe, int bytes) {
        return control(pipe, F_SETPIPE_SZ, bytes) >= bytes;
    }

    private int receive(int socket, long address, int most, int flags) {
        try {
            return (int) (long) recv.invokeExact(socket, address, (long) most, flags);
        } catch (Throwable e) {
            throw CLibrary.impossible(e);
        }
    }

    private int control(int descriptor, int command, int argument) {
        try {
            return (int) fcntl.invokeExact(descriptor, command, argument);
        } catch (Throwable e) {
            throw CLibrary.impossible(e);
        }
    }
}
