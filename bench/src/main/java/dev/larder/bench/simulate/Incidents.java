package dev.larder.bench.simulate;

import dev.larder.bench.simulate.Scenario.Trouble;
import java.util.Arrays;
import java.util.SplittableRandom;

/** What goes wrong when: which nodes are slow, and in which tick which nodes vanish and come back. */
final class Incidents {
    private static final int NEVER = Integer.MAX_VALUE;

    final boolean[] slow;
    final boolean[] alive;
    /** Tick since which a node that is not alive has been gone. */
    final int[] goneSince;
    /** Gone for good at some time: not counted among the healthy ones. */
    final boolean[] doomed;

    private final int[] leaves;
    private final int[] returns;
    private int next;

    Incidents(Scenario scenario, Layout layout, SplittableRandom random) {
        int nodes = layout.map.size();
        Trouble trouble = scenario.trouble();
        int bound = (int) (scenario.bound() / scenario.tick());
        slow = new boolean[nodes];
        alive = new boolean[nodes];
        doomed = new boolean[nodes];
        goneSince = new int[nodes];
        leaves = new int[nodes];
        returns = new int[nodes];
        Arrays.fill(alive, true);
        Arrays.fill(leaves, NEVER);
        Arrays.fill(returns, NEVER);
        int[] shuffled = shuffled(nodes, random);
        int slowOnes = (int) Math.round(nodes * trouble.slow());
        int dead = (int) Math.round(nodes * trouble.dead());
        for (int i = 0; i < slowOnes; i++) {
            slow[shuffled[i]] = true;
        }
        for (int i = slowOnes; i < Math.min(nodes, slowOnes + dead); i++) {
            leaves[shuffled[i]] = 1 + (int) (random.nextDouble() * trouble.deadUntil() * bound);
            doomed[shuffled[i]] = true;
        }
        for (int node = 0; node < nodes && trouble.lostAt() > 0; node++) {
            if (layout.domainOf[Math.min(1, layout.levels)][node] == 0) {
                leaves[node] = Math.min(leaves[node], (int) (trouble.lostAt() * bound));
                doomed[node] = true;
            }
        }
        restarts(scenario, layout);
        next = Arrays.stream(leaves).min().orElse(NEVER);
    }

    /** Cell after cell, as an upgrade goes; a batch begins when the one before is back. */
    private void restarts(Scenario scenario, Layout layout) {
        int batch = (int) Math.ceil(layout.map.size() * scenario.trouble().restarted());
        int down = (int) Math.ceil(scenario.trouble().restartSeconds() / scenario.tick());
        int done = 0;
        for (int place = 0; batch > 0 && done < layout.map.size(); place++) {
            for (int[] cell : layout.cells) {
                if (place < cell.length) {
                    int node = cell[place];
                    int at = 1 + done / batch * down;
                    if (!doomed[node]) {
                        leaves[node] = at;
                        returns[node] = at + down;
                    }
                    done++;
                }
            }
        }
    }

    private static int[] shuffled(int nodes, SplittableRandom random) {
        int[] order = new int[nodes];
        for (int i = 0; i < nodes; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    boolean due(int tick) {
        return tick >= next;
    }

    /** Changes who is alive; tells {@code gone} each node that vanishes in this tick. */
    void happen(int tick, java.util.function.IntConsumer gone) {
        next = NEVER;
        for (int node = 0; node < alive.length; node++) {
            if (alive[node] && leaves[node] <= tick) {
                alive[node] = false;
                goneSince[node] = tick;
                leaves[node] = NEVER;
                gone.accept(node);
            } else if (!alive[node] && returns[node] <= tick) {
                alive[node] = true;
                returns[node] = NEVER;
            }
            next = Math.min(next, alive[node] ? leaves[node] : returns[node]);
        }
    }

    boolean healthy(int node) {
        return !slow[node] && !doomed[node];
    }
}
