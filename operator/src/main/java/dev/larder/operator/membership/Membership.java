package dev.larder.operator.membership;

import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.MapEdit;
import dev.larder.model.map.NodeState;
import dev.larder.operator.membership.Decision.Avoid;
import dev.larder.operator.membership.Decision.Down;
import dev.larder.operator.membership.Decision.Drain;
import dev.larder.operator.membership.Decision.Join;
import dev.larder.operator.membership.Decision.Remove;
import dev.larder.operator.membership.Decision.Settle;
import dev.larder.operator.membership.Decision.Trust;
import dev.larder.operator.membership.Decision.Wait;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides who is in the cluster map. Pure: what is seen and a clock value go in, the next map comes out.
 *
 * <p>Two things make it calm. A change of ownership starts copying between nodes, so such changes are collected into
 * epochs; and a node that only restarts keeps its share, since its disk comes back with it: others merely avoid it.
 */
public final class Membership {
    /** When no more changes came for this part of the interval, it is calm. */
    private static final int CALM_PARTS = 5;

    private final Rules rules;
    private final Instant now;
    private final Timers before;
    private final SlowNodes slow;
    private final Map<String, Candidate> candidates;
    /** Who was not heard since counts as silent. */
    private final Instant silentBefore;

    private @Nullable Instant earliestHeard;
    private Timers.@Nullable Waiting waiting;
    private final Map<String, Instant> notReadySince = new HashMap<>();
    private final List<Decision> decisions = new ArrayList<>();
    private @Nullable Instant wakeAt;

    private Membership(ClusterMap map, Observation seen, Timers before, Rules rules, Instant now) {
        this.rules = rules;
        this.now = now;
        this.before = before;
        this.slow = before.slow().next(map, seen.accusers(), now);
        this.candidates = seen.candidates();
        this.silentBefore = now.minus(rules.silentAfter());
    }

    public static Step decide(ClusterMap map, Observation seen, Timers timers, Rules rules, Instant now) {
        return new Membership(map, seen, timers, rules, now).step(map, seen);
    }

    private Step step(ClusterMap map, Observation seen) {
        Instant firstReady = before.firstReady();
        ClusterMap base = map;
        if (map.size() == 0) {
            firstReady = firstEpoch(seen.desired());
        } else {
            if (seen.repaired() && !map.settled()) {
                decisions.add(new Settle(map.epoch()));
                base = map.edit().settle().build();
            }
            int members = 0;
            for (CacheNode member : base.nodes()) {
                Candidate c = candidates.get(member.name());
                members += c == null ? 0 : 1;
                look(member, c);
            }
            if (members < candidates.size()) {
                joinNewOnes(base);
            }
            if (earliestHeard != null) {
                wake(earliestHeard.plus(rules.silentAfter()));
            }
        }
        boolean newEpoch = batch(base);
        boolean settles = newEpoch && seen.nothingToCopy();
        if (settles) {
            decisions.add(new Settle(base.epoch() + 1));
        }
        Timers timers = new Timers(notReadySince, firstReady, newEpoch ? now : before.lastEpoch(), waiting, slow);
        return new Step(List.copyOf(decisions), applied(base, settles), timers, wakeAt);
    }

    private ClusterMap applied(ClusterMap base, boolean settles) {
        MapEdit edit = base.edit();
        // The base map is settled already, if it was to be.
        decisions.stream().filter(d -> !(d instanceof Settle)).forEach(d -> d.applyTo(edit));
        if (settles) {
            edit.settle();
        }
        return edit.build();
    }

    private void joinNewOnes(ClusterMap base) {
        for (Candidate c : candidates.values()) {
            if (canJoin(c) && base.indexOf(c.node()) < 0) {
                join(c, "its pod is ready and it answers");
            }
        }
    }

    /** All at once, so that the first nodes do not fetch what the later ones will own. */
    private @Nullable Instant firstEpoch(int desired) {
        List<Candidate> ready =
                candidates.values().stream().filter(this::canJoin).toList();
        if (ready.isEmpty()) {
            return null;
        }
        Instant first = before.firstReady() == null ? now : before.firstReady();
        Instant due = first.plus(rules.firstEpochGrace());
        long leaving =
                candidates.values().stream().filter(c -> c.leaving() != null).count();
        if ((desired >= 0 && ready.size() + leaving >= desired) || !now.isBefore(due)) {
            ready.forEach(c -> join(c, "its pod is ready and it answers"));
        } else {
            decisions.add(new Wait(due, ready.size() + " of " + (desired < 0 ? "?" : desired) + " nodes are ready"));
            wake(due);
        }
        return first;
    }

    private boolean canJoin(Candidate c) {
        return c.podReady() && c.nodeReady() && c.leaving() == null && !c.host().isEmpty() && heard(c);
    }

    private void join(Candidate c, String why) {
        decisions.add(new Join(c.node(), c.location(), c.host(), peerPort(c), weight(c), why));
    }

    private int peerPort(Candidate c) {
        return c.peerPort() == 0 ? rules.peerPort() : c.peerPort();
    }

    /** A node that has lost a disk owns what fits on the others. What is not there yet, after a change, counts not yet. */
    private int weight(Candidate c) {
        return c.weight() == 0 ? rules.weight() : Math.min(c.weight(), rules.weight());
    }

    private void look(CacheNode member, @Nullable Candidate c) {
        String trouble = trouble(c);
        boolean silent = c == null || !heard(c);
        boolean lasting = trouble != null && lasts(member.name());
        boolean down = silent && lasting;
        if (c != null
                && c.heard() != null
                && !silent
                && (earliestHeard == null || c.heard().isBefore(earliestHeard))) {
            earliestHeard = c.heard();
        }
        switch (member.state()) {
            case ACTIVE, LEAF_ONLY -> {
                if (down) {
                    decisions.add(new Down(member.name(), trouble + " and it is silent"));
                } else if (c != null && c.leaving() != null) {
                    decisions.add(new Drain(member.name(), c.leaving()));
                } else if (c == null || silent || trouble != null) {
                    avoid(member, trouble == null ? "it is silent" : trouble);
                } else {
                    present(member, c);
                }
            }
            case DRAINING -> {
                if (c == null && member.previousWeight() == 0) {
                    decisions.add(new Remove(member.name(), "it is drained and its pod is gone"));
                } else if (down) {
                    decisions.add(new Down(member.name(), trouble + " while draining"));
                } else if (c != null && canJoin(c)) {
                    join(c, "it no longer has to be emptied");
                }
            }
            case DOWN -> {
                if (c != null && canJoin(c)) {
                    join(c, "it is back");
                } else if (member.previousWeight() == 0) {
                    decisions.add(new Remove(member.name(), "it is down and nobody needs it as a source"));
                }
            }
        }
    }

    private boolean heard(Candidate c) {
        return c.heard() != null && c.heard().isAfter(silentBefore);
    }

    /** Whether the trouble with this node, now seen, has lasted long enough. */
    private boolean lasts(String node) {
        Instant since = before.notReadySince().getOrDefault(node, now);
        notReadySince.put(node, since);
        Instant due = since.plus(rules.downAfter());
        if (now.isBefore(due)) {
            wake(due);
            return false;
        }
        return true;
    }

    private static @Nullable String trouble(@Nullable Candidate c) {
        if (c == null) {
            return "its pod is gone";
        }
        if (!c.nodeReady()) {
            return "its Node is not ready";
        }
        return c.podReady() ? null : "its pod is not ready";
    }

    private void avoid(CacheNode member, String why) {
        switch (member.state()) {
            case ACTIVE -> decisions.add(new Avoid(member.name(), why));
            case LEAF_ONLY, DRAINING, DOWN -> {}
        }
    }

    private void present(CacheNode member, Candidate c) {
        Instant slowUntil = slow.until(member.name(), now);
        if (slowUntil != null) {
            avoid(member, slow.why(member.name()));
            wake(slowUntil);
        } else if (member.state() == NodeState.LEAF_ONLY) {
            decisions.add(new Trust(member.name(), member.weight()));
        }
        if (c.host().isEmpty()) {
            return;
        }
        if (!c.location().equals(member.location())) {
            join(c, "its labels place it elsewhere");
        } else if (!c.host().equals(member.host()) || member.peerPort() != peerPort(c)) {
            join(c, "its address is now " + c.host() + " port " + peerPort(c));
        } else if (c.weight() != 0 && member.weight() != weight(c)) {
            join(c, "its capacity changed");
        }
    }

    /**
     * Holds back changes of ownership that come too soon after the last epoch, half as long when no more have come for a
     * while: then there is nothing to wait for. The rest takes effect at once.
     */
    private boolean batch(ClusterMap base) {
        List<Decision> moves =
                decisions.stream().filter(d -> d.movesOwnership(base)).toList();
        if (moves.isEmpty()) {
            return false;
        }
        Instant due = due(moves.size());
        if (!now.isBefore(due)) {
            waiting = null;
            return true;
        }
        decisions.removeIf(d -> d.movesOwnership(base));
        decisions.add(new Wait(due, moves.size() + " changes wait for the next epoch"));
        wake(due);
        return false;
    }

    private Instant due(int changes) {
        Instant last = before.lastEpoch();
        if (last == null) {
            return now;
        }
        Timers.Waiting held = before.waiting();
        waiting = held != null && held.changes() == changes ? held : new Timers.Waiting(changes, now);
        Instant collected = last.plus(rules.epochInterval());
        Instant calm = waiting.since().plus(rules.epochInterval().dividedBy(CALM_PARTS));
        Instant early = last.plus(rules.epochInterval().dividedBy(2));
        Instant soonest = calm.isAfter(early) ? calm : early;
        return soonest.isBefore(collected) ? soonest : collected;
    }

    private void wake(Instant at) {
        if (wakeAt == null || at.isBefore(wakeAt)) {
            wakeAt = at;
        }
    }
}
