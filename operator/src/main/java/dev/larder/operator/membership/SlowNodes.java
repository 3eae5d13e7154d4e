package dev.larder.operator.membership;

import dev.larder.model.broadcast.Accusations;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.NodeState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that are leaf-only because others found them slow. Nobody fetches from such a node, so nobody can say that it
 * has recovered: after a term it is trusted again. If it is accused once more soon after, the next term is twice as long,
 * up to an hour; if it was good for as long as its last term, that one is forgotten. Immutable.
 *
 * @param terms by node, running or not yet forgotten
 */
public record SlowNodes(Map<String, Term> terms) {
    public static final SlowNodes NONE = new SlowNodes(Map.of());

    /** How many different nodes must find one slow at the same time. */
    static final int ACCUSERS = 3;

    static final Duration FIRST_TERM = Duration.ofMinutes(1);
    static final Duration LONGEST_TERM = Duration.ofHours(1);
    private static final int NAMED = 3;

    /**
     * One stretch of being leaf-only.
     *
     * @param accusers some of those who said so
     */
    public record Term(Instant since, Instant until, List<String> accusers) {
        private Duration length() {
            return Duration.between(since, until);
        }

        private Instant forgottenAt() {
            return until.plus(length());
        }
    }

    public SlowNodes {
        terms = Map.copyOf(terms);
    }

    /** When this node's term ends, or null if none is running. */
    @Nullable
    Instant until(String node, Instant now) {
        Term term = terms.get(node);
        return term != null && now.isBefore(term.until()) ? term.until() : null;
    }

    /** Names of those whose term is running, with what a person is to know. */
    public Map<String, String> running(Instant now) {
        Map<String, String> running = new HashMap<>();
        terms.forEach((node, term) -> {
            if (now.isBefore(term.until())) {
                running.put(node, why(term));
            }
        });
        return running;
    }

    String why(String node) {
        Term term = terms.get(node);
        return term == null ? "it is slow" : why(term);
    }

    private static String why(Term term) {
        return "it sends far less than others, say " + String.join(", ", term.accusers()) + "; until " + term.until();
    }

    /**
     * @param accusers by node, who found it slow lately; names that are no members, and accusers who are not active
     *     members themselves, do not count
     */
    SlowNodes next(ClusterMap map, Map<String, Set<String>> accusers, Instant now) {
        if (terms.isEmpty() && accusers.isEmpty()) {
            return this;
        }
        Map<String, Term> next = new HashMap<>(terms);
        next.entrySet()
                .removeIf(e -> map.indexOf(e.getKey()) < 0
                        || !now.isBefore(e.getValue().forgottenAt()));
        Accusations accusations = new Accusations(map.size(), ACCUSERS);
        next.keySet().stream()
                .filter(node -> until(node, now) != null)
                .forEach(node -> accusations.assume(map.indexOf(node)));
        // If more are accused than may be leaf-only, those of whom most complain.
        List<String> accused = accusers.keySet().stream()
                .filter(node -> map.indexOf(node) >= 0 && until(node, now) == null)
                .sorted(Comparator.<String>comparingInt(
                                node -> -accusersOf(node, accusers).size())
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        for (String node : accused) {
            for (String accuser : new TreeSet<>(accusersOf(node, accusers))) {
                if (!accuser.equals(node)
                        && isBelieved(map, accuser)
                        && accusations.accuse(map.indexOf(node), map.indexOf(accuser))) {
                    next.put(node, term(next.get(node), accusersOf(node, accusers), now));
                }
            }
        }
        return next.equals(terms) ? this : new SlowNodes(next);
    }

    private static Set<String> accusersOf(String node, Map<String, Set<String>> accusers) {
        return accusers.getOrDefault(node, Set.of());
    }

    private static boolean isBelieved(ClusterMap map, String accuser) {
        int index = map.indexOf(accuser);
        return index >= 0 && map.node(index).state() == NodeState.ACTIVE;
    }

    private static Term term(@Nullable Term before, Set<String> accusers, Instant now) {
        Duration length = FIRST_TERM;
        if (before != null) {
            Duration twice = before.length().multipliedBy(2);
            length = twice.compareTo(LONGEST_TERM) < 0 ? twice : LONGEST_TERM;
        }
        return new Term(
                now, now.plus(length), accusers.stream().sorted().limit(NAMED).toList());
    }
}
