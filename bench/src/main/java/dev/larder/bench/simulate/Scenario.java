package dev.larder.bench.simulate;

import dev.larder.model.broadcast.DownloadSlots;
import dev.larder.model.broadcast.MateChoice;
import dev.larder.model.placement.OriginReaders;
import dev.larder.model.topology.Level;
import dev.larder.model.topology.Levels;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * What is simulated. Times are seconds, shares 0 to 1.
 *
 * @param levels labelled levels with how many domains each has within one of the level above
 * @param pieces of the Dataset; each stands for a run of extents
 * @param pieceBytes of one piece
 * @param tick of virtual time; nobody reacts to anything sooner, so it stands for the latency of a request
 * @param readers of the origin in each domain of the widest level, at most
 * @param originReads that one reader has under way at most; 0: as cache nodes decide it
 * @param asks of a node per tick for each free download slot
 */
record Scenario(
        String title,
        int nodes,
        List<Fan> levels,
        int cell,
        String scope,
        int pieces,
        double pieceBytes,
        Links links,
        double tick,
        int downloads,
        int uploads,
        int uploadsToOtherCells,
        int readers,
        int originReads,
        int asks,
        long seed,
        Trouble trouble) {

    /** Of one piece over one link, where the scenario does not say otherwise. */
    private static final int TICKS = 8;

    private static final int MOST_NODES = 1_000_000;

    /** One labelled level: {@code domains} in each of the level above. */
    record Fan(String level, int domains) {
        @Override
        public String toString() {
            return level;
        }
    }

    /**
     * What goes wrong.
     *
     * @param slow share of nodes whose links are {@code slowFactor} times slower
     * @param dead share of nodes that die at random times before {@code deadUntil} of the bound
     * @param lostAt part of the bound after which the first domain of the widest level vanishes; 0 never
     * @param joining nodes that hold nothing while all others hold everything
     * @param restarted share of nodes that restart at a time, batch after batch, each for {@code restartSeconds}
     */
    record Trouble(
            double slow,
            double slowFactor,
            double dead,
            double deadUntil,
            double lostAt,
            int joining,
            double restarted,
            double restartSeconds) {
        static final Trouble NONE = new Trouble(0, 8, 0, 0.5, 0, 0, 0, 30);

        /** Whether a run without it tells what it costs. */
        boolean slows() {
            return slow > 0 || dead > 0 || lostAt > 0;
        }

        private String about() {
            StringBuilder text = new StringBuilder();
            if (slow > 0) {
                text.append(" %.3g %% of the nodes are %.3g times slower.".formatted(slow * 100, slowFactor));
            }
            if (dead > 0) {
                text.append(" %.3g %% die.".formatted(dead * 100));
            }
            if (lostAt > 0) {
                text.append(" One domain of the widest level is lost after %.3g of the bound.".formatted(lostAt));
            }
            if (joining > 0) {
                text.append(" %,d of them join, and the others have everything.".formatted(joining));
            }
            if (restarted > 0) {
                text.append(" %.3g %% restart at a time, each for %.3g s.".formatted(restarted * 100, restartSeconds));
            }
            return text.toString();
        }

        Trouble joining(int count) {
            return new Trouble(slow, slowFactor, dead, deadUntil, lostAt, count, restarted, restartSeconds);
        }
    }

    Scenario {
        levels = List.copyOf(levels);
        require(nodes >= 1 && nodes <= MOST_NODES, "nodes", "1 to " + MOST_NODES);
        require(pieces >= 1, "pieces", "at least 1");
        require(downloads >= 1 && downloads <= 32, "downloads", "1 to 32");
        require(asks >= 1, "asks", "at least 1");
        require(readers >= 1, "readers", "at least 1");
        require(originReads >= 0, "origin.reads", "at least 1, or 0");
        require(pieceBytes > 0, "piece", "more than 0");
        require(links.positive(), "up, down, disks, origin, between and uplink", "more than 0");
        require(tick > 0, "tick", "more than 0");
        require(trouble.joining < nodes, "joining", "fewer than nodes");
        require(trouble.joining == 0 || scope.equals("Node"), "joining", "used with scope = Node");
        require(
                within(trouble.slow) && within(trouble.dead) && within(trouble.deadUntil) && within(trouble.restarted),
                "shares",
                "0 to 1");
        long domains = 1;
        for (Fan fan : levels) {
            require(fan.domains >= 1, "levels", "domains of each level, at least 1");
            domains *= fan.domains;
        }
        require(domains <= nodes, "levels", "no more domains than nodes");
        for (Links.Of uplink : links.uplinks()) {
            require(names(levels, uplink.level()), "uplink", "given for " + levels + ", not " + uplink.level());
        }
        for (Links.Of latency : links.latencies()) {
            require(
                    latency.level().equals(Links.CELL) || names(levels, latency.level()),
                    "latency",
                    "given for Cell or " + levels + ", not " + latency.level());
        }
        // Throws, naming the accepted ones, if the scope is none.
        topology(levels, cell).depth(scope);
    }

    private static boolean names(List<Fan> levels, String level) {
        return levels.stream().anyMatch(fan -> fan.level.equals(level));
    }

    private static boolean within(double share) {
        return share >= 0 && share <= 1;
    }

    private static void require(boolean holds, String key, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(key + " must be " + expected);
        }
    }

    static Levels topology(List<Fan> levels, int cell) {
        List<Level> named = new ArrayList<>();
        for (Fan fan : levels) {
            named.add(new Level(fan.level(), List.of(fan.level())));
        }
        return new Levels(named, cell);
    }

    Levels topology() {
        return topology(levels, cell);
    }

    boolean everywhere() {
        return scope.equals("Node");
    }

    /** Seconds that one piece takes over one node's link. */
    double pieceSeconds() {
        return pieceBytes / Math.min(links.sends(), links.receives());
    }

    /** The origin's rate in nodes. */
    double sources() {
        return Math.max(1, links.origin() / links.sends());
    }

    /**
     * Seconds below which no schedule of whole pieces can stay: where every node takes every piece, those of all pieces
     * through its link and of doublings until the last node has one; else what the origin or the nodes' links need.
     */
    double bound() {
        if (everywhere()) {
            double full = trouble.joining > 0 ? nodes - trouble.joining : sources();
            return (pieces + Math.max(0, Math.log(nodes / full) / Math.log(2))) * pieceSeconds();
        }
        int domains = 1;
        for (int i = 0; i < topology().depth(scope) && i < levels.size(); i++) {
            domains *= levels.get(i).domains();
        }
        return Math.max(pieces * pieceBytes / links.origin(), (double) pieces * domains / nodes * pieceSeconds());
    }

    /** In a sentence or two, for people. */
    String about() {
        StringBuilder text = new StringBuilder("%,d nodes in ".formatted(nodes));
        String separator = "";
        for (Fan fan : levels) {
            text.append(separator).append("%d %s".formatted(fan.domains(), fan.level()));
            separator = " x ";
        }
        text.append(", cells of at most %d. %,d pieces of %s, one copy for each %s. "
                .formatted(cell, pieces, Chart.bytes(pieceBytes), scope));
        text.append("A node sends %s and receives %s a second, the origin sends %s. Seed %d."
                .formatted(
                        Chart.bytes(links.sends()), Chart.bytes(links.receives()), Chart.bytes(links.origin()), seed));
        return text.append(trouble.about()).toString();
    }

    /** Whether it is the same but for its title. */
    boolean sameAs(Scenario other) {
        return toString().replace(title, "").equals(other.toString().replace(other.title, ""));
    }

    Scenario calm() {
        return with(nodes, seed, Trouble.NONE);
    }

    Scenario with(int newNodes, long newSeed, Trouble newTrouble) {
        return new Scenario(
                title,
                newNodes,
                levels,
                cell,
                scope,
                pieces,
                pieceBytes,
                links,
                tick,
                downloads,
                uploads,
                uploadsToOtherCells,
                readers,
                originReads,
                asks,
                newSeed,
                newTrouble);
    }

    /** @throws IllegalArgumentException that says which key is wrong and what it may be */
    static Scenario parse(Properties given) {
        Keys keys = new Keys(given);
        Trouble none = Trouble.NONE;
        Trouble trouble = new Trouble(
                keys.number("slow", none.slow),
                keys.number("slow.factor", none.slowFactor),
                keys.number("dead", none.dead),
                keys.number("dead.until", none.deadUntil),
                keys.number("lost.at", none.lostAt),
                keys.whole("joining", none.joining),
                keys.number("restarted", none.restarted),
                keys.seconds("restart.time", none.restartSeconds));
        Links links = new Links(
                keys.rate("up", "6.25Gbit"),
                keys.rate("down", "6.25Gbit"),
                keys.rate("disk.read", "6GB"),
                keys.rate("disk.write", "3.5GB"),
                keys.rate("origin", "50Gbit"),
                keys.limit("origin.limit"),
                keys.seconds("origin.latency", 0.03),
                keys.rate("between", "1Tbit"),
                keys.ratesByLevel("uplink"),
                keys.secondsByLevel("latency"));
        double pieceBytes = keys.bytes("piece", "64MiB");
        double pieceSeconds = pieceBytes / Math.min(links.sends(), links.receives());
        Scenario scenario = new Scenario(
                keys.text("title", "unnamed"),
                keys.whole("nodes", 100_000),
                keys.levels("levels", "Zone:3"),
                keys.whole("cell", Levels.DEFAULT_MAX_CELL_SIZE),
                keys.text("scope", "Node"),
                keys.whole("pieces", 512),
                pieceBytes,
                links,
                keys.seconds("tick", pieceSeconds / TICKS),
                keys.whole("downloads", DownloadSlots.ABREAST),
                keys.whole("uploads", 4),
                keys.whole("uploads.other-cells", 1),
                keys.whole("readers", OriginReaders.PER_ZONE),
                keys.whole("origin.reads", 0),
                keys.whole("asks", MateChoice.ASKS),
                keys.whole("seed", 1),
                trouble);
        keys.requireAllKnown();
        return scenario;
    }
}
