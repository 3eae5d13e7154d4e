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
    private final OriginAccess access;
    /** By reader: transfers, and what flowed in this tick. */
    private final int[] reading;

    private final float[] read;
    private final float originBudget;
    private int fromOrigin;

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

    SharedLinks(Layout layout, Scenario scenario, OriginAccess access) {
        this.access = access;
        Links links = scenario.links();
        double perTick = scenario.tick() / scenario.pieceBytes();
        originBudget = (float) (links.origin() * perTick);
        reading = new int[layout.map.size()];
        read = new float[layout.map.size()];
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

    /** Transfers from the origin by one reader. */
    int reading(int reader) {
        return reading[reader];
    }

    void countReading(int reader, int change) {
        reading[reader] += change;
        fromOrigin += change;
    }

    /** What one transfer gets at most of the origin, and of its reader's part of the limit. */
    float originShare(int reader) {
        return Math.min(originBudget / fromOrigin, access.budget(reader) / reading[reader]);
    }

    void useOrigin(int reader, float amount) {
        read[reader] += amount;
    }

    /** One transfer more or less. */
    void count(int from, int to, int change) {
        for (Group group : groups) {
            int link = group.link.applyAsInt(from, to);
            if (link >= 0) {
                group.crossing[link] += change;
            }
        }
    }

    /** What one transfer gets at most of the links that it crosses; infinite if it crosses none. */
    float share(int from, int to) {
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
        float all = 0;
        for (int reader = 0; reader < read.length; reader++) {
            if (read[reader] > access.budget(reader) * ROUNDING) {
                throw exceeded(
                        "a reader's part of the origin's limit, node " + reader, read[reader], access.budget(reader));
            }
            all += read[reader];
            read[reader] = 0;
        }
        if (all > originBudget * ROUNDING) {
            throw exceeded("the origin", all, originBudget);
        }
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
