package dev.larder.cache.fetch;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.larder.cache.store.CLibrary;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Threads that get a tenth of a core each when others want it too: {@code nice} of the C library, which on Linux is about the
 * calling thread. Java's own priorities do nothing there. Whoever waits for such threads must not be somebody that others
 * wait for, or not for long.
 */
final class GivingWay {

    /** Against a thread that has not given way, a weight of 110 to 1,024. */
    private static final int BY = 10;

    private final @Nullable MethodHandle nice;

    private GivingWay(@Nullable MethodHandle nice) {
        this.nice = nice;
    }

    /** Where there is no such call, or where the process may not make native calls, threads stay as they are. */
    static GivingWay find() {
        CLibrary c = CLibrary.with("nice");
        return new GivingWay(c == null ? null : c.function("nice", FunctionDescriptor.of(JAVA_INT, JAVA_INT)));
    }

    /** What a thread is to run that gives way from its beginning. */
    Runnable before(Runnable work) {
        return () -> {
            now();
            work.run();
        };
    }

    /** The calling thread, from now on. */
    void now() {
        if (nice == null) {
            return;
        }
        try {
            // It fails only where a thread may not give way, and then that thread does not.
            var _ = (int) nice.invokeExact(BY);
        } catch (Throwable e) {
            throw CLibrary.impossible(e);
        }
    }
}
