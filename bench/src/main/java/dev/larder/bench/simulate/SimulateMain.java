package dev.larder.bench.simulate;

import dev.larder.bench.figures.Figure;
import dev.larder.bench.simulate.Scenario.Trouble;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./larder simulate}. Exit codes: 0 every goal is reached, 1 one is not, 2 misused. */
@Command(name = "simulate")
public final class SimulateMain implements Callable<Integer> {
    /** What the S table is measured with. */
    private static final List<String> TABLE = List.of("one-cluster", "trouble");

    private static final String ELSEWHERE = "S3, S5, S6 and S7 are about the operator: ./larder bench control-plane";

    private final PrintStream out;

    @Option(names = "--scenario", paramLabel = "NAME")
    private List<String> scenarios = new ArrayList<>();

    @Option(names = "--list")
    private boolean list;

    @Option(names = "--nodes", paramLabel = "N")
    private @Nullable Integer nodes;

    @Option(names = "--seed", paramLabel = "N")
    private @Nullable Long seed;

    @Option(names = "--out", paramLabel = "DIR")
    private Path directory = Path.of("bench", "results");

    SimulateMain(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) {
        System.exit(commandLine(System.out).execute(arguments));
    }

    static CommandLine commandLine(PrintStream out) {
        return new CommandLine(new SimulateMain(out))
                .setParameterExceptionHandler((misuse, given) -> {
                    System.err.printf("%s%nSee ./larder simulate --help%n", misuse.getMessage());
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((failure, command, given) -> {
                    if (!(failure instanceof IllegalArgumentException || failure instanceof IOException)) {
                        throw failure;
                    }
                    System.err.printf("%s%nSee ./larder simulate --help%n", failure.getMessage());
                    return CommandLine.ExitCode.USAGE;
                });
    }

    @Override
    public Integer call() throws IOException {
        if (list) {
            for (String name : Shipped.names()) {
                out.printf("%-18s %s%n", name, Shipped.load(name).title());
            }
            return 0;
        }
        Report report = new Report(directory);
        @Nullable Outcome calm = null;
        for (String name : scenarios.isEmpty() ? TABLE : scenarios) {
            calm = play(name, report, calm);
        }
        if (scenarios.isEmpty()) {
            out.println("\nMap and placement");
            Scenario scenario = read("one-cluster");
            String about =
                    "What a cluster map of %,d nodes costs, and how evenly and steadily extents are placed by it."
                            .formatted(scenario.nodes());
            show("Map and placement", about, new MapFigures(scenario).all(), report);
            out.println("  " + ELSEWHERE);
            report.note(ELSEWHERE);
        }
        out.println("\nReport: " + report.write());
        boolean failed = report.figures().stream().anyMatch(f -> Boolean.FALSE.equals(f.pass()));
        return failed ? 1 : 0;
    }

    private Scenario read(String name) throws IOException {
        Scenario scenario = Shipped.load(name);
        int count = nodes == null ? scenario.nodes() : nodes;
        Trouble trouble = scenario.trouble();
        if (trouble.joining() > 0) {
            double part = (double) count / scenario.nodes();
            trouble = trouble.joining((int) Math.round(trouble.joining() * part));
        }
        return scenario.with(count, seed == null ? scenario.seed() : seed, trouble);
    }

    /** Returns the outcome without trouble: what the next scenario may be compared with. */
    private @Nullable Outcome play(String name, Report report, @Nullable Outcome before) throws IOException {
        Scenario scenario = read(name);
        @Nullable Outcome calm = null;
        if (scenario.trouble().slows()) {
            boolean known = before != null && before.scenario().sameAs(scenario.calm());
            calm = known ? before : simulate(scenario.calm(), name + ", without trouble");
        }
        Outcome outcome = simulate(scenario, name);
        show(scenario.title(), scenario.about(), Figures.of(outcome, calm), report);
        String file = Path.of(name).getFileName().toString().replaceFirst("\\.[a-z]+$", "");
        report.drawings(file, outcome);
        return calm == null ? outcome : calm;
    }

    private Outcome simulate(Scenario scenario, String name) {
        out.printf("%n%s: %s, %,d nodes, %,d pieces%n", name, scenario.title(), scenario.nodes(), scenario.pieces());
        Progress progress = new Progress(out, System::nanoTime);
        Simulation simulation = new Simulation(scenario);
        progress.placed();
        Outcome outcome = simulation.run(progress::hear);
        out.printf("  simulated in %.0f s%n", progress.seconds());
        if (outcome.unfinished() > 0) {
            out.printf("  given up: %,d healthy nodes lack pieces%n", outcome.unfinished());
        }
        return outcome;
    }

    private void show(String title, String about, List<Figure> figures, Report report) {
        report.section(title, about, figures);
        figures.forEach(figure -> out.println("  " + figure.row()));
    }
}
