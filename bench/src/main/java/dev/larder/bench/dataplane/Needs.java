package dev.larder.bench.dataplane;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The peers and the load generator: which are there, and how to install the others. */
record Needs(Set<String> installed) {
    /** Program and Debian package. */
    private static final Map<String, String> PACKAGES = new TreeMap<>(Map.of(
            "nginx", "nginx", "varnishd", "varnish", "wrk", "wrk", "taskset", "util-linux", "node", "nodejs npm"));

    static Needs onPath(String path) {
        return new Needs(PACKAGES.keySet().stream()
                .filter(program -> Stream.concat(Stream.of(path.split(File.pathSeparator)), Stream.of("/usr/sbin"))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program))))
                .collect(Collectors.toSet()));
    }

    List<String> missing() {
        return PACKAGES.keySet().stream()
                .filter(program -> !installed.contains(program))
                .toList();
    }

    boolean allow(Rows rows) {
        return installed.containsAll(rows.programs());
    }

    /** What to do about it; empty when nothing is missing. */
    String advice(List<? extends Rows> wanted) {
        if (missing().isEmpty()) {
            return "";
        }
        String packages = missing().stream().map(PACKAGES::get).distinct().collect(Collectors.joining(" "));
        String dropped = wanted.stream()
                .filter(rows -> !allow(rows))
                .flatMap(rows -> rows.ids().stream())
                .sorted()
                .collect(Collectors.joining(" "));
        return "Not installed: %s. On Debian and Ubuntu: apt-get install %s%n%s"
                .formatted(
                        String.join(" ", missing()),
                        packages,
                        dropped.isEmpty()
                                ? "What is compared with them is left out of the table."
                                : "Left out of the table: " + dropped + ", and other comparisons with them.");
    }
}
