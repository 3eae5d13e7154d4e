package dev.larder.bench.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntBinaryOperator;

/**
 * Links that many transfers share: the origin, those between two domains of the widest level, and the uplinks of domains. Each
 * transfer that crosses one gets an even part. Counts what flows in a tick, so that {@link #check} can tell
 * whether a budget was exceeded. Amounts are in pieces per tick.
 */
final class SharedLinks {
    static final int ORIGIN = -2;

    /** Sums of many floating-point numbers. */
    private static final float ROUNDING = 1.001f;

    private final List<Group> groups = new ArrayList<>();
    private final Group origin;

    /** Links of one kind that have the same budget. */
    private static final class Group {
        final String name;
        final float budget;
        /** Which of them a transfer crosses, by its sender and receiver; -1 if none. */
        final IntBinaryOperator link;

        final int[] crossing;
        final float[] used;

        Group(String name, double budget, int links, IntBinaryOperator link) {
            this.name = name;
            this.budget = (float) budget;
            this.link = link;
            crossing = new int[links];
            used = new float[links];
        }
    }

    SharedLinks(Layout layout, Scenario scenario) {
        Links links = scenario.links();
        double perTick = scenario.tick() / scenario.pieceBytes();
        origin = new Group("the origin", links.origin() * perTick, 1, (from, to) -> 0);
        int[] widest = layout.domainOf[1];
        int count = layout.domains[1];
        groups.add(new Group(
                "between two domains of the widest level",
                links.between() * perTick,
                count * count,
                (from, to) -> widest[from] == widest[to] ? -1 : widest[from] * count + widest[to]));
        for (int depth = 1; depth <= layout.levels; depth++) {
            String level = scenario.levels().get(depth - 1).level();
            double uplink = Links.of(links.uplinks(), level) * perTick;
            int[] domain = layout.domainOf[depth];
            if (uplink > 0) {
                groups.add(new Group(
                        "out of a " + level, uplink, layout.domains[depth], (from, to) -> crossed(domain, from, to)));
                groups.add(new Group(
                        "into a " + level, uplink, layout.domains[depth], (from, to) -> crossed(domain, to, from)));
            }
        }
    }

    private static int crossed(int[] domain, int node, int other) {
        return domain[node] == domain[other] ? -1 : domain[node];
    }

    /** Transfers from the origin. */
    int fromOrigin() {
        return origin.crossing[0];
    }

    /** One transfer more or less. */
    void count(int from, int to, int change) {
        if (from == ORIGIN) {
            origin.crossing[0] += change;
            return;
        }
        for (Group group : groups) {
            int link = group.link.applyAsInt(from, to);
            if (link >= 0) {
                group.crossing[link] += change;
            }
        }
    }

    /** What one transfer gets at most of the links that it crosses; infinite if it crosses none. */
    float share(int from, int to) {
        if (from == ORIGIN) {
            return origin.budget / origin.crossing[0];
        }
        float share = Float.POSITIVE_INFINITY;
        for (Group group : groups) {
            int link = group.link.applyAsInt(from, to);
            if (link >= 0) {
                share = Math.min(share, group.budget / group.crossing[link]);
            }
        }
        return share;
    }

    void use(int from, int to, float amount) {
        if (from == ORIGIN) {
            origin.used[0] += amount;
            return;
        }
        for (Group group : groups) {
            int link = group.link.applyAsInt(from, to);
            if (link >= 0) {
                group.used[link] += amount;
            }
        }
    }

    /**
     * Ends a tick.
     *
     * @throws IllegalStateException if more flowed than a budget allows
     */
    void check() {
        check(origin);
        groups.forEach(SharedLinks::check);
    }

    private static void check(Group group) {
        for (int link = 0; link < group.used.length; link++) {
            if (group.used[link] > group.budget * ROUNDING) {
                throw exceeded(group.name + ", link " + link, group.used[link], group.budget);
            }
            group.used[link] = 0;
        }
    }

    /** As {@link #check}, of what a node sent or received. */
    static void check(String what, int node, float used, float budget) {
        if (used > budget * ROUNDING) {
            throw exceeded(what + " node " + node, used, budget);
        }
    }

    private static IllegalStateException exceeded(String what, float used, float budget) {
        return new IllegalStateException(
                "budget exceeded: %s: %.6f pieces in a tick instead of %.6f".formatted(what, used, budget));
    }
}
