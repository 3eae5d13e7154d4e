package dev.larder.local.machine;

import java.io.PrintStream;

/** Is told, in one short line each, what is being done. Implementations must be safe for several threads. */
@FunctionalInterface
public interface Progress {
    void step(String what);

    static Progress silent() {
        return what -> {};
    }

    static Progress to(PrintStream out) {
        return out::println;
    }
}
