package dev.larder.local.helm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import sun.misc.Signal;

class EndSignalsTest {
    @Test
    void whatTookASignalLosesItAgain() {
        var before = EndSignals.now();
        try {
            before.handlers().keySet().forEach(signal -> Signal.handle(signal, received -> {}));
        } finally {
            before.restore();
        }

        // Java wraps its handlers anew each time; what they say of themselves tells them apart.
        assertThat(EndSignals.now()).hasToString(before.toString());
    }
}
