package dev.larder.bench.broadcast;

import dev.larder.bench.figures.Figure;
import dev.larder.bench.figures.Json;
import dev.larder.local.machine.MachineException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./larder bench broadcast}. Exit codes: 0 every goal is reached, 1 one is not, 2 misused or impossible. */
@Command(name = "broadcast")
public final class BroadcastMain implements Callable<Integer> {
    private static final int ZONES = 3;
    private static final int CELLS_PER_ZONE = 2;
    /** Fewer have one cell in each zone. */
    private static final int FEW = 12;

    private static final int ORIGIN_LINKS = 4;
    private static final long MIB = 1 << 20;
    private static final long MBIT = 1_000_000;

    private final PrintStream out = System.out;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--quick")
    private boolean quick;

    @Option(names = "--nodes", paramLabel = "N", split = ",")
    private @Nullable List<Integer> nodes;

    @Option(names = "--kill", paramLabel = "N")
    private @Nullable Integer kill;

    @Option(names = "--size", paramLabel = "MIB")
    private @Nullable Long size;

    @Option(names = "--rate", paramLabel = "MBIT")
    private long rate = 40;

    @Option(names = "--work", paramLabel = "DIR")
    private Path work = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(names = "--out", paramLabel = "DIR")
    private Path results = Path.of("bench", "results");

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new BroadcastMain())
                .setParameterExceptionHandler((misuse, given) -> complain(misuse))
                .setExecutionExceptionHandler((failure, command, given) -> {
                    if (!(failure instanceof IllegalArgumentException
                            || failure instanceof IOException
                            || failure instanceof MachineException)) {
                        throw failure;
                    }
                    return complain(failure);
                })
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Plan> plans = plans();
        Path directory = Enclosure.directory();
        if (directory == null) {
            CommandSpec known = Objects.requireNonNull(spec);
            return Enclosure.runAgain(
                    BroadcastMain.class.getName(),
                    work,
                    known.commandLine().getParseResult().originalArgs());
        }
        List<Figure> figures = new Session(directory, out, Broadcast::play).play(plans);
        Path file = Files.createDirectories(results).resolve("broadcast.json");
        Files.writeString(file, Json.of(figures));
        out.println("\nTable: " + file);
        return figures.stream().anyMatch(figure -> Boolean.FALSE.equals(figure.pass())) ? 1 : 0;
    }

    /** The first calm, the second the same with deaths, then other sizes. */
    private List<Plan> plans() {
        List<Integer> counts = nodes != null ? nodes : quick ? List.of(12) : List.of(24, 12);
        long bytes = (size != null ? size : quick ? 256 : 1024) * MIB;
        int killed = kill != null ? kill : quick ? 2 : 4;
        List<Plan> plans = new ArrayList<>();
        for (int count : counts) {
            int cells = count < FEW ? 1 : CELLS_PER_ZONE;
            plans.add(new Plan(count, ZONES, cells, bytes, rate * MBIT, ORIGIN_LINKS * rate * MBIT, 0));
        }
        if (killed > 0) {
            plans.add(1, plans.getFirst().killing(killed));
        }
        return plans;
    }

    private static int complain(Exception failure) {
        System.err.printf("%s%nSee ./larder bench broadcast --help%n", failure.getMessage());
        return CommandLine.ExitCode.USAGE;
    }
}
