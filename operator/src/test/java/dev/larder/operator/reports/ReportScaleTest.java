package dev.larder.operator.reports;

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
import dev.larder.model.report.NodeReport;
import dev.larder.model.topology.Level;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import dev.larder.operator.warmth.Reports;
import dev.larder.operator.warmth.Standing;
import dev.larder.operator.warmth.Tally;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Row S7: what the operator computes for the reports of that many nodes, decoding, book and sums, by the CPU clock of the
 * thread. The property {@code larder.reports.nodes} says how many; the goal is for 100,000 and only checked there.
 */
class ReportScaleTest {
    private static final int NODES = Integer.getInteger("larder.reports.nodes", 4_096);
    private static final int FULL = 100_000;
    private static final int CELL = 256;
    private static final int DATASETS = 5;
    /** A relay of a large cell tells every four seconds. */
    private static final int TOLD_IN_30_SECONDS = 30 / 4;

    @Test
    void reportsOfAllCost() throws Exception {
        ClusterMap map = map();
        List<byte[]> messages = messages(map);
        ReportBook book = new ReportBook();
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        for (int warmUp = 0; warmUp < (NODES == FULL ? 2 : 0); warmUp++) {
            all(map, messages, book, now);
        }
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (byte[] message : messages) {
            book.put(CellReport.fromWire(dev.larder.model.wire.CellReport.parseFrom(message)), now);
        }
        long decoded = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        Tally last = sums(map, book, now);
        long summed = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        assertThat(last.complete()).isTrue();
        double core = ((decoded - before) * TOLD_IN_30_SECONDS) / 30e9;
        System.out.printf(
                "S7: reports of %d nodes with %d Datasets each, told every 4 s in %d messages of %d B: %.3f core;"
                        + " one look at all sums %d ms%n",
                NODES, DATASETS, messages.size(), messages.getFirst().length, core, (summed - decoded) / 1_000_000);
        if (NODES == FULL) {
            assertThat(core).isLessThan(0.2);
        }
    }

    private static void all(ClusterMap map, List<byte[]> messages, ReportBook book, Instant now) throws Exception {
        for (byte[] message : messages) {
            book.put(CellReport.fromWire(dev.larder.model.wire.CellReport.parseFrom(message)), now);
        }
        sums(map, book, now);
    }

    private static Tally sums(ClusterMap map, ReportBook book, Instant now) {
        Standing standing = Standing.of(map, new Reports() {
            @Override
            public @Nullable Said last(String node) {
                return book.said(node);
            }

            @Override
            public boolean fresh(String node) {
                Instant heard = book.heard(node);
                return heard != null && heard.plusSeconds(15).isAfter(now);
            }
        });
        Tally last = Tally.of(dataset(0), 0, standing);
        for (int i = 1; i < DATASETS; i++) {
            last = Tally.of(dataset(i), 0, standing);
        }
        return last;
    }

    private static List<byte[]> messages(ClusterMap map) {
        List<byte[]> messages = new ArrayList<>();
        for (int from = 0; from < NODES; from += CELL) {
            List<CellFold.Said> said = new ArrayList<>();
            for (int n = from; n < Math.min(NODES, from + CELL); n++) {
                List<DatasetReport> datasets = new ArrayList<>();
                for (int i = 0; i < DATASETS; i++) {
                    long required = 70_000_000_000L + n * 4_194_304L;
                    datasets.add(new DatasetReport(
                            "0b0a3d6e-70f7-4b52-9c4a-3f1f1a6f3c0" + i,
                            manifest(i),
                            map.epoch(),
                            required,
                            required - (n % 7) * 4_194_304L,
                            n * 1_000_003L,
                            n,
                            required,
                            required * 3,
                            required * 2,
                            0,
                            "",
                            null,
                            true));
                }
                NodeReport report = new NodeReport(
                        name(n),
                        n * 0x9e3779b97f4a7c15L,
                        100 + n,
                        map.version(),
                        1,
                        3L << 40,
                        n * 1_000_000L,
                        datasets);
                said.add(new CellFold.Said(report.toWire(), n % 6_000));
            }
            messages.add(CellFold.of(name(from), 1, 0, said).toByteArray());
        }
        return messages;
    }

    private static DatasetEntry dataset(int i) {
        return new DatasetEntry(
                "0b0a3d6e-70f7-4b52-9c4a-3f1f1a6f3c0" + i,
                "ns",
                "ds" + i,
                "account",
                "container",
                new Geometry(4 << 20, 16 << 20),
                "Node",
                1,
                WarmUp.FULL,
                0,
                false,
                List.of(new Revision(manifest(i), 100, true)));
    }

    private static ManifestId manifest(int i) {
        return new ManifestId(("a" + i).repeat(32));
    }

    private static String name(int n) {
        return "aks-gpu-12345678-vmss%06x".formatted(n);
    }

    private static ClusterMap map() {
        MapEdit edit = ClusterMap.empty(new Levels(List.of(new Level("Zone", List.of("zone"))), CELL))
                .edit();
        for (int n = 0; n < NODES; n++) {
            edit.join(name(n), new Location(List.of("z" + n / CELL % 3)), "10.0.0.1", 8701, 10);
        }
        return edit.build();
    }
}
