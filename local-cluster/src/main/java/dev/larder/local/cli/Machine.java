package dev.larder.local.cli;

import dev.larder.local.LocalClusters;
import dev.larder.local.machine.Command;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What this machine can do, as far as it decides which tests can run.
 *
 * @param missing of the languages that clients of the service are written in, those that are not installed
 */
record Machine(boolean linux, boolean root, boolean docker, List<String> missing) {
    private static final Map<String, String> LANGUAGES = new TreeMap<>(Map.of(
            "Go 1.26 or newer", "go version",
            "Node.js 20 or newer with npm", "node --version && npm --version",
            "Python 3.10 or newer with pip", "python3 -m pip --version"));

    static Machine here() {
        return new Machine(
                System.getProperty("os.name").equals("Linux"),
                System.getProperty("user.name").equals("root"),
                LocalClusters.k3s().usable(),
                LANGUAGES.entrySet().stream()
                        .filter(language -> !Command.of("sh", "-c", language.getValue())
                                .attempt()
                                .ok())
                        .map(Map.Entry::getKey)
                        .toList());
    }
}
