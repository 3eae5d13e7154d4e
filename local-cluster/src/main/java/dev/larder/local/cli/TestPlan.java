package dev.larder.local.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which tests one run of Maven runs. */
final class TestPlan {
    private TestPlan() {}

    /** Arguments for the tiers that Maven's test plugins run; empty when there are none among them. */
    static List<String> arguments(List<Tier> tiers) {
        boolean unit = tiers.contains(Tier.UNIT);
        boolean integration = tiers.stream().anyMatch(Tier::integration);
        if (!unit && !integration) {
            return List.of();
        }
        // The reports decide: a failed test must not keep later modules from being tested.
        var arguments = new ArrayList<>(List.of("-Dmaven.test.failure.ignore=true", "-Dspotless.check.skip=true"));
        if (!integration) {
            arguments.add("test");
            return List.copyOf(arguments);
        }
        arguments.add("verify");
        if (!unit) {
            arguments.add("-DskipUnitTests=true");
        }
        var left = Arrays.stream(Tier.values())
                .filter(tier -> tier.integration() && !tiers.contains(tier))
                .toList();
        arguments.add("-Dit.excludedGroups=" + Tier.labels(left));
        return List.copyOf(arguments);
    }
}
