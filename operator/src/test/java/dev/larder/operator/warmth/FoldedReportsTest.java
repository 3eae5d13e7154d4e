package dev.larder.operator.warmth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.blob.Geometry;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.catalog.Revision;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.MapEdit;
import dev.larder.model.report.CellFold;
import dev.larder.model.report.CellReport;
import dev.larder.model.report.DatasetReport;
import dev.larder.model.report.FillFailure;
import dev.larder.model.report.NodeReport;
import dev.larder.model.topology.Level;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import dev.larder.operator.reports.ReportBook;
import dev.larder.operator.reports.Said;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What nodes say reaches one book directly and another through relays that restart, change and tell late: both must come
 * to the same figures and verdicts whenever nothing is on its way.
 */
class FoldedReportsTest {
    private static final ManifestId REVISION = new ManifestId("ab".repeat(32));
    private static final Duration SILENT = Duration.ofSeconds(15);
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final int NODES = 24;
    private static final DatasetEntry DATASET = new DatasetEntry(
            "uid",
            "ns",
            "ds",
            "account",
            "container",
            new Geometry(4 << 20, 16 << 20),
            "Node",
            1,
            WarmUp.FULL,
            0,
            false,
            List.of(new Revision(REVISION, 100, true)));

    private final ReportBook alone = new ReportBook();
    private final ReportBook folded = new ReportBook();
    private final List<Map<String, Told>> relays = new ArrayList<>();
    private final List<CellReport> late = new ArrayList<>();
    private long told;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private @Nullable Verdict aloneSays;
    private @Nullable Verdict foldedSays;

    private record Told(NodeReport report, Instant at) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void comeToTheSame(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ClusterMap map = map();
        long[] sequences = new long[NODES];
        long[] incarnations = new long[NODES];
        boolean[] dead = new boolean[NODES];
        for (int i = 0; i < 3; i++) {
            relays.add(new TreeMap<>());
        }
        int warm = 0;
        for (int step = 0; step < 400; step++) {
            boolean repairing = step % 100 < 30;
            now = now.plusMillis(random.nextLong(200, 2_000));
            for (int n = 0; n < NODES; n++) {
                if (!dead[n] && random.nextInt(3) > 0) {
                    NodeReport report = report(random, map, n, incarnations[n], ++sequences[n], repairing);
                    alone.put(report, now);
                    // Nodes change their relays now and then.
                    int relay = random.nextInt(20) == 0 ? random.nextInt(3) : n % 3;
                    relays.get(relay).put(report.node(), new Told(report, now));
                }
            }
            for (int r = 0; r < 3; r++) {
                CellReport cell = fold(r);
                // One that is late is told after newer ones; its ages are as they were.
                if (random.nextInt(5) == 0) {
                    late.add(cell);
                }
                folded.put(cell, now);
            }
            if (!late.isEmpty() && random.nextBoolean()) {
                CellReport old = late.removeFirst();
                assertThat(folded.put(old, now)).isFalse();
                for (int r = 0; r < 3; r++) {
                    folded.put(fold(r), now);
                }
            }
            // What a relay had not told yet when it started over is missing until the node reports again: not here.
            map = disturb(random, map, dead, incarnations, sequences);
            warm += same(map) ? 1 : 0;
        }
        assertThat(warm).as("steps that were warm").isBetween(20, 380);
    }

    private ClusterMap disturb(
            SplittableRandom random, ClusterMap map, boolean[] dead, long[] incarnations, long[] sequences) {
        int node = random.nextInt(NODES);
        String name = name(node);
        return switch (random.nextInt(100)) {
            case 0 -> {
                // One at a time, or nothing would ever be warm.
                boolean wasDead = false;
                for (int n = 0; n < NODES; n++) {
                    wasDead |= dead[n];
                    dead[n] = false;
                }
                dead[node] = !wasDead;
                yield map;
            }
            case 1 -> {
                incarnations[node]++;
                sequences[node] = 0;
                alone.connected(name, incarnations[node], now);
                folded.connected(name, incarnations[node], now);
                // Its old process is not heard of again, but its relay may tell of it until it hears the new one.
                yield map;
            }
            case 2 -> {
                // A relay starts over and knows nothing.
                relays.get(random.nextInt(3)).clear();
                yield map;
            }
            case 3 ->
                map.indexOf(name) >= 0 && map.node(map.indexOf(name)).weight() > 0
                        ? map.edit().down(name).build()
                        : map.edit().activate(name, 10).build();
            default -> map;
        };
    }

    private CellReport fold(int relay) {
        List<CellFold.Said> said = new ArrayList<>();
        relays.get(relay)
                .values()
                .forEach(told -> said.add(new CellFold.Said(
                        told.report.toWire(), Duration.between(told.at, now).toMillis())));
        return CellReport.fromWire(CellFold.of("relay" + relay, 1, ++told, said));
    }

    private boolean same(ClusterMap map) {
        Reports one = reports(alone);
        Reports other = reports(folded);
        Tally figures = Tally.of(DATASET, 0, Standing.of(map, one));
        Tally sums = Tally.of(DATASET, 0, Standing.of(map, other));
        for (int n = 0; n < NODES; n++) {
            assertThat(folded.heard(name(n))).isEqualTo(alone.heard(name(n)));
        }
        assertThat(sums).isEqualTo(figures);
        aloneSays = judge(map, figures, one, aloneSays);
        foldedSays = judge(map, sums, other, foldedSays);
        assertThat(foldedSays).isEqualTo(aloneSays);
        return foldedSays.warm();
    }

    private Verdict judge(ClusterMap map, Tally tally, Reports reports, @Nullable Verdict before) {
        return Warmth.judge(map, DATASET, tally, reports, 30, null, before, GRACE, now);
    }

    private Reports reports(ReportBook book) {
        return new Reports() {
            @Override
            public @Nullable Said last(String node) {
                return book.said(node);
            }

            @Override
            public boolean fresh(String node) {
                Instant heard = book.heard(node);
                return heard != null && heard.plus(SILENT).isAfter(now) && book.said(node) != null;
            }
        };
    }

    private static NodeReport report(
            SplittableRandom random, ClusterMap map, int n, long incarnation, long sequence, boolean repairing) {
        long required = 100 + n;
        long held = repairing && random.nextInt(3) == 0 ? random.nextLong(required) : required;
        FillFailure failure = repairing && random.nextInt(10) == 0
                ? new FillFailure("ORIGIN_DENIED", "403 at " + n, 1 + n % 5)
                : null;
        long changed = repairing && random.nextInt(30) == 0 ? n : 0;
        DatasetReport report = new DatasetReport(
                "uid",
                REVISION,
                map.epoch(),
                required,
                held,
                sequence * 10,
                sequence,
                0,
                0,
                0,
                changed,
                changed == 0 ? "" : "path" + n,
                failure,
                random.nextInt(200) > 0);
        return new NodeReport(name(n), incarnation, sequence, map.version(), 1, 1000, held, List.of(report));
    }

    private static String name(int n) {
        return "n%02d".formatted(n);
    }

    private static ClusterMap map() {
        MapEdit edit = ClusterMap.empty(new Levels(List.of(new Level("Zone", List.of("zone"))), 256))
                .edit();
        for (int n = 0; n < NODES; n++) {
            edit.join(name(n), new Location(List.of("z" + n % 2)), "10.0.0.1", 8701, 10);
        }
        return edit.build();
    }
}
