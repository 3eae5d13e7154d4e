package dev.larder.model.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.larder.model.Fuzz;
import dev.larder.model.MalformedException;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.wire.CellDataset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CellReportTest {
    private static final ManifestId MANIFEST = new ManifestId("ab".repeat(32));

    @Test
    void everyNodesReportCanBeReadBack() {
        Fuzz.run("cell report", 200, random -> {
            List<NodeReport> reports = reports(random, random.nextInt(40));
            CellReport cell = CellReport.fromWire(fold(reports));
            assertThat(cell.size()).isEqualTo(reports.size());
            for (int i = 0; i < cell.size(); i++) {
                assertThat(cell.report(i)).isEqualTo(reports.get(i));
                assertThat(cell.age(i)).isEqualTo(7 * i);
            }
        });
    }

    @Test
    void aSumIsThatOfTheNodesThatCount() {
        Fuzz.run("cell sum", 30, random -> {
            List<NodeReport> reports = reports(random, random.nextInt(40));
            CellReport cell = CellReport.fromWire(fold(reports));
            CellSum.@Nullable Part[] parts = new CellSum.Part[reports.size()];
            for (int i = 0; i < parts.length; i++) {
                int choice = random.nextInt(CellSum.Part.values().length + 1);
                parts[i] = choice == CellSum.Part.values().length ? null : CellSum.Part.values()[choice];
            }
            for (String uid : List.of("one", "two")) {
                CellSum one = new CellSum(3);
                for (int i = 0; i < parts.length; i++) {
                    CellSum.Part part = parts[i];
                    for (DatasetReport dataset : reports.get(i).datasets()) {
                        if (part != null && dataset.uid().equals(uid)) {
                            one.add(dataset, part);
                        }
                    }
                }
                var folded = cell.dataset(uid, MANIFEST);
                CellSum all = folded == null ? new CellSum(3) : folded.sum(3, i -> parts[i]);
                assertThat(all).usingRecursiveComparison().isEqualTo(one);
            }
        });
    }

    @Test
    void ofManyFailuresTheWorstAreTold() {
        List<NodeReport> reports = new ArrayList<>();
        for (int i = 0; i < 3 * CellFold.WORST; i++) {
            FillFailure failure = new FillFailure("ORIGIN_DENIED", "403 of " + i, i);
            reports.add(node(i, List.of(dataset("one", 10, 5, i, "path" + i, failure))));
        }
        var cell = CellReport.fromWire(fold(reports)).dataset("one", MANIFEST);
        assertThat(cell).isNotNull();
        CellSum sum = cell.sum(3, node -> CellSum.Part.OWNER);
        assertThat(sum.failure()).isEqualTo(new FillFailure("ORIGIN_DENIED", "403 of 95", 95));
        assertThat(sum.changedExample()).isEqualTo("path95");
        assertThat(sum.owners()).isEqualTo(96);
    }

    /** A newer node may say what this release does not know. */
    @Test
    void unknownFieldsArePassedOn() throws Exception {
        var report = node(1, List.of()).toWire();
        var unknown = com.google.protobuf.UnknownFieldSet.newBuilder()
                .addField(
                        77,
                        com.google.protobuf.UnknownFieldSet.Field.newBuilder()
                                .addVarint(5)
                                .build())
                .build();
        var cell = CellFold.of(
                "relay",
                1,
                1,
                List.of(new CellFold.Said(
                        report.toBuilder().setUnknownFields(unknown).build(), 0)));
        assertThat(cell.getRest(0).getReport().getUnknownFields().hasField(77)).isTrue();
    }

    @Test
    void nothingInItIsBelieved() {
        int[] count = new int[2];
        Fuzz.run("cell report wire", 1_500, random -> {
            byte[] wire = fold(reports(random, 5)).toByteArray();
            try {
                var message = dev.larder.model.wire.CellReport.parseFrom(Fuzz.mutated(random, wire));
                CellReport cell = CellReport.fromWire(message);
                for (int i = 0; i < cell.size(); i++) {
                    cell.report(i);
                }
                for (var encoded : message.getDatasetsList()) {
                    var dataset = CellDataset.parseFrom(encoded);
                    var of = cell.dataset(dataset.getUid(), ManifestId.fromWire(dataset.getManifest()));
                    assertThat(of).isNotNull();
                    of.sum(3, i -> CellSum.Part.OWNER);
                }
                count[0]++;
            } catch (MalformedException | InvalidProtocolBufferException expected) {
                count[1]++;
            }
        });
        if (count[0] + count[1] > 1_000) {
            assertThat(count).doesNotContain(0);
        }
    }

    private static dev.larder.model.wire.CellReport fold(List<NodeReport> reports) {
        List<CellFold.Said> said = new ArrayList<>();
        for (int i = 0; i < reports.size(); i++) {
            said.add(new CellFold.Said(reports.get(i).toWire(), 7L * i));
        }
        return CellFold.of("relay", -1, 1, said);
    }

    private static List<NodeReport> reports(SplittableRandom random, int count) {
        List<NodeReport> reports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<DatasetReport> datasets = new ArrayList<>();
            for (String uid : List.of("one", "two")) {
                if (random.nextInt(5) > 0) {
                    FillFailure failure = random.nextInt(8) == 0
                            ? new FillFailure("BUSY", "later " + random.nextInt(3), random.nextInt(5))
                            : null;
                    long changed = random.nextInt(8) == 0 ? random.nextInt(4) : 0;
                    datasets.add(dataset(
                            uid,
                            random.nextLong(1L << 40),
                            random.nextLong(1L << 40),
                            changed,
                            changed == 0 ? "" : "p" + i,
                            failure));
                }
            }
            reports.add(node(i, datasets));
        }
        return reports;
    }

    private static NodeReport node(int i, List<DatasetReport> datasets) {
        return new NodeReport("node-%03d".formatted(i), -i, i, 5 + i / 10, 6, 1L << 40, i * 77L, datasets);
    }

    private static DatasetReport dataset(
            String uid, long required, long held, long changed, String example, @Nullable FillFailure failure) {
        return new DatasetReport(
                uid,
                MANIFEST,
                held % 3 + 2,
                required,
                held,
                held / 2,
                4,
                5,
                600,
                required % 600,
                changed,
                example,
                failure,
                held % 2 == 0);
    }
}
