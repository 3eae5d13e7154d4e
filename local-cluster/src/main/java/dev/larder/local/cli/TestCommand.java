package dev.larder.local.cli;

import dev.larder.local.machine.MachineException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./larder test}: the tests of every tier that can run on this machine. */
@Command(name = "test")
final class TestCommand implements Callable<Integer> {
    /** What is worth a line while the tests run. */
    private static final Pattern NEWS = Pattern.compile(
            "\\[\\w+] (Building Larder :: .*|Tests run: .* -+ in .*|Tests run: .* <<< .*|.*(COMPILATION ERROR|BUILD FAILURE).*)"
                    + "|\\[ERROR] .*");

    @Option(names = "--fast")
    private boolean fast;

    @Option(names = "--tier", paramLabel = "NAME")
    private @Nullable String tier;

    @Option(names = "--verbose")
    private boolean verbose;

    private final PrintStream out = System.out;

    @Override
    public Integer call() {
        var chosen = chosen();
        var runnable = new ArrayList<Tier>();
        var machine = Machine.here();
        for (var one : chosen) {
            one.obstacle(machine)
                    .ifPresentOrElse(
                            why -> out.printf("tier %s: cannot run on this machine: %s%n", one.label(), why),
                            () -> runnable.add(one));
        }
        if (runnable.isEmpty()) {
            return 1;
        }
        return run(runnable);
    }

    private List<Tier> chosen() {
        if (fast && tier != null) {
            throw new MachineException("--fast and --tier exclude each other");
        }
        if (fast) {
            return List.of(Tier.UNIT);
        }
        return tier == null
                ? List.of(Tier.values())
                : List.of(Tier.named(tier)
                        .orElseThrow(() -> new MachineException("No tier is called '%s'. There are: %s"
                                .formatted(tier, Tier.labels(Arrays.asList(Tier.values()))))));
    }

    private int run(List<Tier> tiers) {
        var home = LarderHome.directory();
        out.println("Tiers: " + Tier.labels(tiers).replace(",", ", "));
        var log = home.resolve("target/larder-test.log");
        try {
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        TestReports.clear(home);
        var maven = new MavenRun(home, log, this::tell);
        var problems = new ArrayList<String>();
        int formatted = 0;
        if (tiers.contains(Tier.FORMAT)) {
            if (maven.run(List.of("spotless:check")) == 0) {
                formatted = 1;
            } else {
                problems.add("format: run mvn spotless:apply");
            }
        }
        var arguments = TestPlan.arguments(tiers);
        boolean built = arguments.isEmpty() || maven.run(arguments) == 0;
        var reports = TestReports.read(home);
        problems.addAll(reports.failed());
        reports.skipped().forEach(test -> problems.add(test + ": skipped, and no test may be"));
        if (!built) {
            problems.add("Maven: the build failed, so tests may be missing; see " + log);
        }
        return summary(reports.passed() + formatted, problems);
    }

    private int summary(int passed, List<String> problems) {
        out.println();
        problems.forEach(problem -> out.println("FAILED " + problem));
        out.printf("%d passed, %d failed%n", passed, problems.size());
        return problems.isEmpty() && passed > 0 ? 0 : 1;
    }

    private void tell(String line) {
        if (verbose || NEWS.matcher(line).matches()) {
            out.println(line);
        }
    }
}
