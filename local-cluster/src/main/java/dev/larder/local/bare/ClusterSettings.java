package dev.larder.local.bare;

import dev.larder.local.control.Tuning;
import java.time.Duration;

/** What a cluster was started with and later nodes need too. */
record ClusterSettings(int block, Tuning tuning, String instanceType) {

    String write() {
        return "%d %d %s".formatted(block, tuning.nodeGrace().toMillis(), instanceType);
    }

    static ClusterSettings read(String text) {
        var words = text.strip().split(" ");
        return new ClusterSettings(
                Integer.parseInt(words[0]), new Tuning(Duration.ofMillis(Long.parseLong(words[1]))), words[2]);
    }
}
