package dev.larder.cache.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nodes that know nothing of each other find the rate of an origin that refuses what is above it. In virtual time. */
class RequestRateTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;

    private final SplittableRandom random = new SplittableRandom(1);

    /** As Azure does: so many requests per second, a tenth of a second's worth at once. */
    private static final class Origin {
        private double perSecond;
        private double tokens;
        private long at;

        Origin(double perSecond) {
            this.perSecond = perSecond;
        }

        boolean takes(long now) {
            tokens = Math.min(Math.max(1, perSecond / 10), tokens + (now - at) * perSecond / SECOND);
            at = now;
            if (tokens < 1) {
                return false;
            }
            tokens--;
            return true;
        }
    }

    private record Event(long at, Runnable what) {}

    private final class Node {
        final RequestRate rate = new RequestRate(0);
        final long hearsAfter = random.nextLong(2 * SECOND, 8 * SECOND);
        long accepted;
        long refused;
        private int underWay;
        private boolean begun;
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparingLong(Event::at));
    private final List<Node> nodes = new ArrayList<>();
    private long now;
    private boolean shared;
    /** Of the network, about one in a second; 0: none. */
    private long longestStandstill;

    private long standsFrom;
    private long standsUntil;
    private long told = -10 * SECOND;

    /** Each node has at most 32 requests under way, each of which takes 5 to 25 ms. */
    private void run(Origin origin, long until) {
        for (Node node : nodes) {
            if (!node.begun) {
                node.begun = true;
                events.add(new Event(now, () -> send(origin, node)));
            }
        }
        while (!events.isEmpty() && events.peek().at < until) {
            Event event = events.remove();
            now = event.at;
            event.what.run();
        }
        now = until;
    }

    private void send(Origin origin, Node node) {
        if (node.underWay == 32) {
            events.add(new Event(now + MILLI, () -> send(origin, node)));
            return;
        }
        long pause = node.rate.pause(now);
        if (pause > 0) {
            // Timers are late by up to 2 ms.
            events.add(new Event(now + pause + random.nextLong(2 * MILLI), () -> send(origin, node)));
            return;
        }
        node.rate.sent(now);
        node.underWay++;
        long sent = now;
        events.add(new Event(arrival(now + random.nextLong(5 * MILLI, 25 * MILLI)), () -> {
            node.underWay--;
            node.rate.answered(sent, now);
            if (origin.takes(now)) {
                node.accepted++;
            } else {
                node.refused++;
                node.rate.refused(sent, now, 0);
                tellOthers();
            }
        }));
        events.add(new Event(now, () -> send(origin, node)));
    }

    /** What would arrive while nothing does arrives afterwards, all at once. */
    private long arrival(long at) {
        while (longestStandstill > 0 && at >= standsUntil) {
            standsFrom = standsUntil + random.nextLong(2 * SECOND);
            standsUntil = standsFrom + random.nextLong(longestStandstill);
        }
        return at >= standsFrom && at < standsUntil ? standsUntil : at;
    }

    /** As the operator does, once in five seconds. */
    private void tellOthers() {
        if (shared && now - told > 5 * SECOND) {
            told = now;
            nodes.forEach(node -> events.add(new Event(now + node.hearsAfter, () -> node.rate.heard(now))));
        }
    }

    private long accepted() {
        return nodes.stream().mapToLong(node -> node.accepted).sum();
    }

    private long refused() {
        return nodes.stream().mapToLong(node -> node.refused).sum();
    }

    private void nodes(int count) {
        for (int i = 0; i < count; i++) {
            nodes.add(new Node());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1,20,false",
        "1,100,false",
        "1,500,false",
        "4,100,false",
        "8,500,false",
        "30,2000,false",
        "1,100,true",
        "4,100,true",
        "8,500,true",
        "30,2000,true",
        "100,5000,true"
    })
    void nearlyAllThatTheOriginTakesAndHardlyMore(int count, double limit, boolean tellEachOther) {
        shared = tellEachOther;
        nodes(count);
        Origin origin = new Origin(limit);
        run(origin, 60 * SECOND);
        long acceptedBefore = accepted();
        long refusedBefore = refused();
        run(origin, 360 * SECOND);
        double accepted = accepted() - acceptedBefore;
        double refused = refused() - refusedBefore;
        assertThat(accepted / 300 / limit).as("achieved").isGreaterThan(0.95);
        assertThat(refused / (accepted + refused)).as("refused").isLessThan(0.01);
    }

    /** Readers that begin all at once; the origin refuses the first of them within a few milliseconds. */
    @ParameterizedTest
    @CsvSource({"1,20", "1,200", "1,2000", "8,500"})
    void findsTheLimitInSeconds(int count, double limit) {
        nodes(count);
        Origin origin = new Origin(limit);
        run(origin, 10 * SECOND);
        long before = accepted();
        run(origin, 26 * SECOND);

        assertThat((accepted() - before) / 16 / limit).as("achieved").isGreaterThan(0.93);
    }

    /** As readers on a busy machine: few requests in a second, many of them in one moment. */
    @ParameterizedTest
    @CsvSource({"200,30", "200,60", "2000,60", "2000,200"})
    void aRefusalOfABurstFarBelowTheLimitIsSoonLeftBehind(double limit, int sentBefore) {
        nodes(1);
        Node node = nodes.getFirst();
        for (int i = 0; i < sentBefore; i++) {
            long at = SECOND + i * SECOND / sentBefore;
            node.rate.sent(at);
            node.rate.answered(at, at + 10 * MILLI);
        }
        now = 2 * SECOND;
        node.rate.refused(now, now, 0);
        Origin origin = new Origin(limit);
        run(origin, 12 * SECOND);
        long before = accepted();
        run(origin, 28 * SECOND);

        assertThat((accepted() - before) / 16 / limit).as("achieved").isGreaterThan(0.93);
        assertThat((double) refused() / (accepted() + refused())).as("refused").isLessThan(0.01);
    }

    /** About a twelfth of the time nothing arrives, and then everything at once: more than the origin takes at once. */
    @ParameterizedTest
    @CsvSource({"200", "2000"})
    void standstillsAreNotTakenForALimit(double limit) {
        nodes(1);
        Origin origin = new Origin(limit);
        longestStandstill = 200 * MILLI;
        run(origin, 10 * SECOND);
        long before = accepted();
        long refusedBefore = refused();
        run(origin, 70 * SECOND);

        assertThat((accepted() - before) / 60.0 / limit).as("achieved").isGreaterThan(0.9);
        assertThat((refused() - refusedBefore) / 60.0 / limit).as("refused").isLessThan(0.003);
    }

    @Test
    void whatAnotherNodeWasRefusedSlowsDownThoseWhoAsk() {
        nodes(2);
        run(new Origin(1e9), SECOND);
        RequestRate busy = nodes.getFirst().rate;
        RequestRate idle = new RequestRate(0);
        busy.heard(now);
        idle.heard(now);
        assertThat(busy.perSecond()).isLessThan(nodes.getFirst().accepted);
        assertThat(idle.perSecond()).isInfinite();

        double before = busy.perSecond();
        busy.heard(now + SECOND);
        assertThat(busy.perSecond()).isLessThan(before);
        busy.refused(now, now + 2 * SECOND, 0);
        double refused = busy.perSecond();
        busy.heard(now + 3 * SECOND);
        assertThat(busy.perSecond()).as("its own refusal, told by others").isEqualTo(refused);
    }

    @Test
    void noLimitUntilTheOriginRefuses() {
        nodes(1);
        run(new Origin(1e9), 2 * SECOND);

        assertThat(nodes.getFirst().rate.perSecond()).isInfinite();
    }

    @Test
    void followsAnOriginThatTakesLessAndThenMore() {
        nodes(2);
        Origin origin = new Origin(200);
        run(origin, 60 * SECOND);
        origin.perSecond = 20;
        run(origin, 120 * SECOND);
        double slow = nodes.stream().mapToDouble(node -> node.rate.perSecond()).sum();
        origin.perSecond = 200;
        run(origin, 180 * SECOND);

        assertThat(slow).isBetween(14.0, 24.0);
        assertThat(nodes.stream().mapToDouble(node -> node.rate.perSecond()).sum())
                .isGreaterThan(150);
    }
}
