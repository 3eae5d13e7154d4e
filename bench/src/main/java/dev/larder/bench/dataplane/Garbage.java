package dev.larder.bench.dataplane;

import dev.larder.bench.figures.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** G21, from a JVM's log of its collections: what the heap grew by between them, and how long each took. */
final class Garbage {
    private static final Pattern PAUSE =
            Pattern.compile("^\\[([0-9.]+)s\\].* Pause .* (\\d+)M->(\\d+)M\\(\\d+M\\) ([0-9.]+)ms");

    private Garbage() {}

    /** One collection: when it was logged, seconds since the start; the heap before and after it, MiB. */
    record Pause(double at, long before, long after, double millis) {}

    /** Puts the load on that is watched. */
    interface Watched {
        Load run() throws IOException, InterruptedException;
    }

    static List<Figure> watch(Path log, Watched watched) throws IOException, InterruptedException {
        int seen = pauses(log).size();
        Load load = watched.run();
        List<Pause> pauses = pauses(log);
        return figures(pauses.subList(seen, pauses.size()), load.requestsPerSecond());
    }

    static List<Figure> figures(List<Pause> pauses, double hitsPerSecond) {
        double longest = pauses.stream().mapToDouble(Pause::millis).max().orElse(0);
        List<Figure> figures = new ArrayList<>();
        if (pauses.size() > 1) {
            double bytes = 0;
            for (int i = 1; i < pauses.size(); i++) {
                bytes += (pauses.get(i).before() - pauses.get(i - 1).after()) * (double) (1 << 20);
            }
            double hits =
                    hitsPerSecond * (pauses.getLast().at() - pauses.getFirst().at());
            figures.add(Figure.atMost(2_048, "G21", "garbage per 4 KiB hit", bytes / hits, "B"));
        }
        figures.add(Figure.atMost(5, "G21", "longest GC pause under 4 KiB hits", longest, "ms"));
        return figures;
    }

    static List<Pause> pauses(Path log) throws IOException {
        List<Pause> pauses = new ArrayList<>();
        for (String line : Files.readAllLines(log)) {
            Matcher pause = PAUSE.matcher(line);
            if (pause.find()) {
                pauses.add(new Pause(
                        Double.parseDouble(pause.group(1)),
                        Long.parseLong(pause.group(2)),
                        Long.parseLong(pause.group(3)),
                        Double.parseDouble(pause.group(4))));
            }
        }
        return pauses;
    }
}
