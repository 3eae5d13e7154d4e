package dev.larder.bench.controlplane;

import dev.larder.bench.figures.Figure;
import dev.larder.bench.figures.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./larder bench control-plane}. Exit codes: 0 every goal is reached, 1 one is not, 2 misused or impossible. */
@Command(name = "control-plane")
public final class ControlPlaneMain implements Callable<Integer> {
    private static final int MOST_NODES = 1 << 20;
    private static final int QUICK_NODES = 10_000;

    private final PrintStream out;
    private final List<Rows> rows;

    @Option(names = "--quick")
    private boolean quick;

    @Option(names = "--only", paramLabel = "ID", split = ",")
    private List<String> only = new ArrayList<>();

    @Option(names = "--nodes", paramLabel = "N")
    private @Nullable Integer nodes;

    @Option(names = "--idle", paramLabel = "SECONDS")
    private @Nullable Integer idle;

    @Option(names = "--operator", paramLabel = "FILE")
    private Path operator =
            home().resolve("operator/target/quarkus-app/quarkus-run.jar").toAbsolutePath();

    @Option(names = "--out", paramLabel = "DIR")
    private Path results = Path.of("bench", "results");

    ControlPlaneMain(PrintStream out, List<Rows> rows) {
        this.out = out;
        this.rows = rows;
    }

    public static void main(String[] arguments) {
        System.exit(commandLine(
                        System.out,
                        List.of(
                                new ManyNodes((nodes, operator, work, idle) ->
                                        Reading.of(new NodeList(nodes), operator, work, idle)),
                                new Churn(),
                                new ReportRows(),
                                new FeedRows(),
                                new Outage(),
                                new Heaps(),
                                new Rolls(),
                                new Takeovers()))
                .execute(arguments));
    }

    static CommandLine commandLine(PrintStream out, List<Rows> rows) {
        return new CommandLine(new ControlPlaneMain(out, rows))
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
        int most = nodes == null ? quick ? QUICK_NODES : ManyNodes.NODES : nodes;
        int seconds = idle == null ? quick ? 10 : 30 : idle;
        if (most < 1 || most > MOST_NODES || seconds < 1) {
            throw new IllegalArgumentException("--nodes is 1 to " + MOST_NODES + " and --idle at least 1");
        }
        List<Rows> wanted = wanted();
        List<Figure> figures = new ArrayList<>();
        Path work = Files.createTempDirectory("larder-bench-");
        Thread cleaning = new Thread(() -> delete(work));
        Runtime.getRuntime().addShutdownHook(cleaning);
        Scene scene =
                new Scene(operator, home(), work, most, Duration.ofSeconds(seconds), quick, Set.copyOf(only), out);
        for (Rows group : wanted) {
            for (Figure figure : group.measure(scene)) {
                if (figure.id().isEmpty() || scene.wants(figure.id())) {
                    figures.add(figure);
                    out.println(figure.row());
                }
            }
        }
        Path file = Files.createDirectories(results).resolve("control-plane.json");
        Files.writeString(file, Json.of(figures));
        out.println("\nTable: " + file);
        return figures.stream().anyMatch(figure -> Boolean.FALSE.equals(figure.pass())) ? 1 : 0;
    }

    private List<Rows> wanted() {
        Set<String> known = new TreeSet<>();
        rows.forEach(group -> known.addAll(group.ids()));
        for (String id : only) {
            if (!known.contains(id)) {
                throw new IllegalArgumentException(id + " is not measured here; these are: " + String.join(" ", known));
            }
        }
        return rows.stream()
                .filter(group -> only.isEmpty() || only.stream().anyMatch(group.ids()::contains))
                .toList();
    }

    private static Path home() {
        return Path.of(System.getProperty("larder.home", "."));
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("Left behind: " + directory + " (" + e + ")");
        }
    }

    private static int complain(Exception failure) {
        System.err.printf("%s%nSee ./larder bench control-plane --help%n", failure.getMessage());
        return CommandLine.ExitCode.USAGE;
    }
}
