package dev.larder.bench.controlplane;

import dev.larder.bench.figures.Figure;
import dev.larder.bench.figures.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./larder bench control-plane}. Exit codes: 0 every goal is reached, 1 one is not, 2 misused or impossible. */
@Command(name = "control-plane")
public final class ControlPlaneMain implements Callable<Integer> {
    private static final int MOST_NODES = 1 << 20;

    private final PrintStream out;
    private final Measurement measurement;

    @Option(names = "--nodes", paramLabel = "N")
    private int nodes = Figures.NODES;

    @Option(names = "--idle", paramLabel = "SECONDS")
    private int idle = 30;

    @Option(names = "--operator", paramLabel = "FILE")
    private Path operator = Path.of(System.getProperty("larder.home", "."))
            .resolve("operator/target/quarkus-app/quarkus-run.jar")
            .toAbsolutePath();

    @Option(names = "--out", paramLabel = "DIR")
    private Path results = Path.of("bench", "results");

    /** Starts an operator that finds that many Nodes. */
    interface Measurement {
        Reading read(int nodes, Path operator, Path work, Duration idle) throws IOException, InterruptedException;
    }

    ControlPlaneMain(PrintStream out, Measurement measurement) {
        this.out = out;
        this.measurement = measurement;
    }

    public static void main(String[] arguments) {
        System.exit(commandLine(
                        System.out,
                        (nodes, operator, work, idle) -> Reading.of(new NodeList(nodes), operator, work, idle))
                .execute(arguments));
    }

    static CommandLine commandLine(PrintStream out, Measurement measurement) {
        return new CommandLine(new ControlPlaneMain(out, measurement))
                .setParameterExceptionHandler((misuse, given) -> complain(misuse))
                .setExecutionExceptionHandler((failure, command, given) -> {
                    if (!(failure instanceof IllegalArgumentException || failure instanceof IOException)) {
                        throw failure;
                    }
                    return complain(failure);
                });
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (nodes < 1 || nodes > MOST_NODES || idle < 1) {
            throw new IllegalArgumentException("--nodes is 1 to " + MOST_NODES + " and --idle at least 1");
        }
        Reading without = read(0);
        Reading with = read(nodes);
        List<Figure> figures = Figures.of(nodes, without, with);
        figures.forEach(figure -> out.println(figure.row()));
        Path file = Files.createDirectories(results).resolve("control-plane.json");
        Files.writeString(file, Json.of(figures));
        out.println("\nTable: " + file);
        return figures.stream().anyMatch(figure -> Boolean.FALSE.equals(figure.pass())) ? 1 : 0;
    }

    private Reading read(int count) throws IOException, InterruptedException {
        out.printf("  ... the operator reads %,d Nodes and is then idle%n", count);
        Path work = Files.createTempDirectory("larder-bench-");
        try {
            return measurement.read(count, operator, work, Duration.ofSeconds(idle));
        } finally {
            try (Stream<Path> files = Files.walk(work)) {
                for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static int complain(Exception failure) {
        System.err.printf("%s%nSee ./larder bench control-plane --help%n", failure.getMessage());
        return CommandLine.ExitCode.USAGE;
    }
}
