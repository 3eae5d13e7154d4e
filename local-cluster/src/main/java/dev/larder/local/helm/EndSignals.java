package dev.larder.local.helm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The signals by which a process is asked to end. Java obeys them by itself, until a native library puts handlers of
 * its own in place of Java's and never gives them back: then Ctrl-C is lost, and with it everything that was to be
 * cleaned up.
 */
record EndSignals(Map<Signal, SignalHandler> handlers) {
    private static final List<String> NAMES = List.of("HUP", "INT", "TERM");

    /** As they are handled now. */
    static EndSignals now() {
        var handlers = new LinkedHashMap<Signal, SignalHandler>();
        for (var name : NAMES) {
            var signal = new Signal(name);
            // Only by setting one can the present handler be learnt. Not SIG_IGN: Java never changes a signal back from
            // it.
            var handler = Signal.handle(signal, received -> {});
            Signal.handle(signal, handler);
            handlers.put(signal, handler);
        }
        return new EndSignals(handlers);
    }

    /** Has them handled again as they were. */
    void restore() {
        handlers.forEach(Signal::handle);
    }
}
