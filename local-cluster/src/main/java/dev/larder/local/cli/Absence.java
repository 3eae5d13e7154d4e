package dev.larder.local.cli;

import dev.larder.local.LocalClusters;
import java.util.List;

/** What to say when no cluster of a name is found. */
final class Absence {
    private Absence() {}

    static String of(String name) {
        return text(name, LocalClusters.names(), LocalClusters.bare());
    }

    /** @param bare a machine that cannot have bare nodes may have a k3s container, which nobody else can look at */
    static String text(String name, List<String> others, LocalClusters.Availability bare) {
        return "Nothing named " + name + " runs."
                + (others.isEmpty() ? "" : " There are: " + String.join(", ", others) + ".")
                + (bare.usable()
                        ? ""
                        : " A k3s container is known only to the `./larder up` that started it: it ends with that one,"
                                + " which printed how to look at it.");
    }
}
