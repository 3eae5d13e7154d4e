package dev.larder.local.cli;

import dev.larder.local.LocalClusters;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A kind of test, by what it needs. Tests named {@code *IT} carry the name of theirs as JUnit tag. */
enum Tier {
    FORMAT(machine -> Optional.empty()),
    UNIT(machine -> Optional.empty()),
    CONFORMANCE(machine -> machine.missing().isEmpty()
            ? Optional.empty()
            : Optional.of("it runs Azure's clients in other languages: install " + String.join(", ", machine.missing())
                    + " and put them on PATH")),
    CONTROL_PLANE(machine -> machine.linux()
            ? Optional.empty()
            : Optional.of("the control plane's programs are tried on Linux only: run it there")),
    CLUSTER(machine -> machine.linux() && machine.root()
            ? Optional.empty()
            : Optional.of("its nodes are network namespaces: run it as root on Linux")),
    K3S(machine -> machine.docker()
            ? Optional.empty()
            : Optional.of("it needs Docker on Linux: start it, and allow it to pull " + LocalClusters.K3S_IMAGE));

    private final Function<Machine, Optional<String>> obstacle;

    Tier(Function<Machine, Optional<String>> obstacle) {
        this.obstacle = obstacle;
    }

    /** What the tier would need that this machine lacks; empty when it can run. */
    Optional<String> obstacle(Machine machine) {
        return obstacle.apply(machine);
    }

    /** As people and JUnit tags write it. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether its tests are those that failsafe runs. */
    boolean integration() {
        return this != FORMAT && this != UNIT;
    }

    static Optional<Tier> named(String label) {
        return Arrays.stream(values())
                .filter(tier -> tier.label().equals(label))
                .findFirst();
    }

    static String labels(List<Tier> tiers) {
        return tiers.stream().map(Tier::label).collect(Collectors.joining(","));
    }
}
