package dev.larder.operator.session;

import dev.larder.operator.reports.ReportBook.Process;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts how often all nodes are to ask an account less, because it has refused requests of some: at most once in five
 * seconds, as long as it takes until all have heard. Not thread-safe.
 */
final class Cuts {
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final Map<String, Long> counts = new TreeMap<>();
    private final Map<String, Instant> lastCut = new HashMap<>();
    private Map<Process, Map<String, Long>> known = Map.of();

    /** @param refusals of all processes since they began */
    Map<String, Long> after(Map<Process, Map<String, Long>> refusals, Instant now) {
        Map<String, Boolean> refused = new HashMap<>();
        refusals.forEach((process, byAccount) -> byAccount.forEach((account, count) -> {
            long before = known.getOrDefault(process, Map.of()).getOrDefault(account, 0L);
            refused.merge(account, count > before, Boolean::logicalOr);
        }));
        known = refusals;
        refused.forEach((account, more) -> {
            Instant last = lastCut.get(account);
            if (more && (last == null || !now.isBefore(last.plus(EVERY)))) {
                lastCut.put(account, now);
                counts.merge(account, 1L, Long::sum);
            }
        });
        return Map.copyOf(counts);
    }
}
