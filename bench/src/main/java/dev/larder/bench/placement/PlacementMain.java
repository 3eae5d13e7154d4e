package dev.larder.bench.placement;

import dev.larder.bench.figures.Figure;
import dev.larder.bench.figures.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./larder bench placement}. Exit codes: 0 no lookup leaves garbage, 1 one does, 2 misused. */
@Command(name = "placement")
public final class PlacementMain implements Callable<Integer> {
    /** Less than the smallest object. JMH itself allocates a little in each round, which counts here. */
    private static final double NOTHING = 15;

    private final PrintStream out;

    @Option(names = "--only", paramLabel = "PATTERN")
    private String only = "";

    @Option(names = "--quick")
    private boolean quick;

    @Option(names = "--out", paramLabel = "DIR")
    private Path results = Path.of("bench", "results");

    PlacementMain(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) {
        System.exit(commandLine(System.out).execute(arguments));
    }

    static CommandLine commandLine(PrintStream out) {
        return new CommandLine(new PlacementMain(out)).setParameterExceptionHandler((misuse, given) -> {
            System.err.printf("%s%nSee ./larder bench placement --help%n", misuse.getMessage());
            return CommandLine.ExitCode.USAGE;
        });
    }

    @Override
    public Integer call() throws IOException, RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(Lookups.class.getName().replace(".", "\\.") + "\\..*" + only)
                .addProfiler(GCProfiler.class)
                .verbosity(quick ? VerboseMode.SILENT : VerboseMode.NORMAL);
        if (quick) {
            options.forks(0)
                    .warmupIterations(1)
                    .warmupTime(TimeValue.milliseconds(200))
                    .measurementIterations(1)
                    .measurementTime(TimeValue.milliseconds(200));
        }
        List<Figure> figures = figures(new Runner(options.build()).run());
        figures.forEach(figure -> out.println(figure.row()));
        Path file = Files.createDirectories(results).resolve("placement.json");
        Files.writeString(file, Json.of(figures));
        out.println("\nTable: " + file);
        return figures.stream().anyMatch(figure -> Boolean.FALSE.equals(figure.pass())) ? 1 : 0;
    }

    private static List<Figure> figures(Collection<RunResult> runs) {
        List<Figure> figures = new ArrayList<>();
        for (RunResult run : runs) {
            String what = words(run.getPrimaryResult().getLabel());
            figures.add(Figure.inform("", what, run.getPrimaryResult().getScore(), "ns"));
            Result<?> garbage = run.getSecondaryResults().get("gc.alloc.rate.norm");
            if (garbage != null) {
                figures.add(Figure.atMost(NOTHING, "", what + ": garbage", garbage.getScore(), "B"));
            }
        }
        return figures;
    }

    /** From {@code ownerInTheZone} to words. */
    private static String words(String name) {
        return name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    }
}
