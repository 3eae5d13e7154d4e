package dev.larder.bench.dataplane;

import dev.larder.bench.figures.Figure;
import dev.larder.bench.figures.Json;
import dev.larder.local.machine.MachineException;
import dev.larder.local.machine.Progress;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.logging.LogManager;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./larder bench data-plane}. Exit codes: 0 every goal is reached, 1 one is not, 2 misused or impossible. */
@Command(name = "data-plane")
public final class DataPlaneMain implements Callable<Integer> {
    private final PrintStream out;
    private final List<Rows> rows;

    @Option(names = "--quick")
    private boolean quick;

    @Option(names = "--only", paramLabel = "ID", split = ",")
    private List<String> only = new ArrayList<>();

    @Option(names = "--rounds", paramLabel = "N")
    private @Nullable Integer rounds;

    @Option(names = "--work", paramLabel = "DIR")
    private Path work = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(names = "--out", paramLabel = "DIR")
    private Path results = Path.of("bench", "results");

    DataPlaneMain(PrintStream out, List<Rows> rows) {
        this.out = out;
        this.rows = rows;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        // The stores that are opened in this process say what is expected: that there is damage.
        LogManager.getLogManager().reset();
        List<Rows> all = List.of(
                new HotReads(),
                new TlsReads(),
                new SdkReads(),
                new ColdReads(),
                new ManyNodes(),
                new RemoteReads(),
                new BusyOrigin(),
                new Damage(),
                new IndexSize(),
                new HitRatios());
        if (Loopback.wanted()) {
            prepare(all, arguments);
            System.exit(Loopback.runAgain(DataPlaneMain.class.getName(), arguments));
        }
        System.exit(commandLine(System.out, all).execute(arguments));
    }

    /** In the namespace there is no way to a package registry. What cannot be had is said by the rows that want it. */
    private static void prepare(List<Rows> all, String[] arguments) {
        var bench = new DataPlaneMain(System.out, all);
        try {
            new CommandLine(bench).parseArgs(arguments);
            Needs needs = Needs.onPath(Objects.requireNonNullElse(System.getenv("PATH"), ""));
            bench.wanted().stream().filter(needs::allow).forEach(group -> group.prepare(Progress.to(System.out)));
        } catch (CommandLine.ParameterException | IllegalArgumentException misuse) {
            // The run itself says so.
        } catch (MachineException e) {
            System.err.println(e.getMessage());
        }
    }

    static CommandLine commandLine(PrintStream out, List<Rows> rows) {
        return new CommandLine(new DataPlaneMain(out, rows))
                .setParameterExceptionHandler((misuse, given) -> {
                    System.err.printf("%s%nSee ./larder bench data-plane --help%n", misuse.getMessage());
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((failure, command, given) -> {
                    if (!(failure instanceof IllegalArgumentException
                            || failure instanceof IOException
                            || failure instanceof MachineException)) {
                        throw failure;
                    }
                    System.err.printf("%s%nSee ./larder bench data-plane --help%n", failure.getMessage());
                    return CommandLine.ExitCode.USAGE;
                });
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Rows> wanted = wanted();
        Needs needs = Needs.onPath(Objects.requireNonNullElse(System.getenv("PATH"), ""));
        String advice = needs.advice(wanted);
        if (!advice.isEmpty()) {
            out.println(advice);
        }
        out.printf(
                "%d cores; server on core %d, client on core %d; TCP congestion control: %s%n",
                Runtime.getRuntime().availableProcessors(),
                Program.SERVER_CORE,
                Program.CLIENT_CORE,
                Loopback.control());
        List<Figure> figures = new ArrayList<>();
        Path directory = Files.createTempDirectory(Files.createDirectories(work), "larder-bench-");
        Thread cleaning = new Thread(() -> delete(directory));
        Runtime.getRuntime().addShutdownHook(cleaning);
        Plan plan = quick ? Plan.quick() : Plan.full();
        for (Rows group : wanted.stream().filter(needs::allow).toList()) {
            Path place =
                    Files.createDirectory(directory.resolve(group.getClass().getSimpleName()));
            try (var stage = Stage.set(place, rounds == null ? plan : plan.rounds(rounds), out)) {
                for (Figure figure : group.measure(stage, needs.installed())) {
                    if (only.isEmpty() || only.contains(figure.id())) {
                        figures.add(figure);
                        out.println(figure.row());
                    }
                }
            }
            delete(place);
        }
        Path file = Files.createDirectories(results).resolve("data-plane.json");
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

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("Left behind: " + directory + " (" + e + ")");
        }
    }
}
