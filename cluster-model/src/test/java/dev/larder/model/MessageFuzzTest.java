package dev.larder.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.larder.model.blob.Geometry;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.catalog.Credential;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.catalog.OriginAccount;
import dev.larder.model.catalog.OriginLimits;
import dev.larder.model.catalog.OriginShare;
import dev.larder.model.catalog.Revision;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.report.DatasetReport;
import dev.larder.model.report.FillFailure;
import dev.larder.model.report.NodeReport;
import dev.larder.model.wire.CatalogSnapshot;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Damaged catalogs and reports are refused as such, or are others that hold together: no other exception. */
class MessageFuzzTest {

    private static final ManifestId MANIFEST = new ManifestId("ab".repeat(32));

    private static final Catalog CATALOG = new Catalog(
            7,
            List.of(
                    new OriginAccount("contoso", URI.create("http://127.0.0.1:1/contoso"), new Credential.SharedKey())
                            .with(new OriginLimits(1 << 30, 20_000, List.of(new OriginShare("n", 1 << 19, 1 << 20)))),
                    new OriginAccount("fabrikam", URI.create("https://x.y/"), new Credential.WorkloadIdentity("1b4e"))),
            List.of(new DatasetEntry(
                    "uid",
                    "vision",
                    "imagenet",
                    "contoso",
                    "train",
                    new Geometry(4 << 20, 16 << 20),
                    "Zone",
                    2,
                    WarmUp.FULL,
                    -5,
                    true,
                    List.of(
                            new Revision(MANIFEST, 1000, true),
                            new Revision(new ManifestId("cd".repeat(32)), 2000, false)))));

    private static final NodeReport REPORT = new NodeReport(
            "node-1",
            -7,
            5,
            6,
            7,
            1L << 40,
            1L << 39,
            List.of(
                    new DatasetReport("uid", MANIFEST, 3, 900, 800, 700, 6, 500, 400, 300, 2, "a/b", null, true),
                    new DatasetReport(
                            "two",
                            MANIFEST,
                            3,
                            1,
                            1,
                            1,
                            1,
                            1,
                            1,
                            1,
                            0,
                            "",
                            new FillFailure("BUSY", "later", 9),
                            false)),
            List.of("node-2"),
            Map.of("contoso", 3L));

    private int read;
    private int refused;

    @Test
    void catalogs() {
        byte[] wire = CATALOG.toWire().toByteArray();
        Fuzz.run(
                "catalog",
                5_000,
                random -> tried(() -> {
                    Catalog catalog = random.nextInt(4) == 0
                            ? Catalog.decode(Fuzz.mutated(random, CATALOG.encode()))
                            : Catalog.fromWire(CatalogSnapshot.parseFrom(changed(random, wire)));
                    assertThat(Catalog.decode(catalog.encode())).isEqualTo(catalog);
                }));
        bothHappened();
    }

    @Test
    void reports() {
        byte[] wire = REPORT.toWire().toByteArray();
        Fuzz.run(
                "report",
                5_000,
                random -> tried(() -> {
                    NodeReport report =
                            NodeReport.fromWire(dev.larder.model.wire.NodeReport.parseFrom(changed(random, wire)));
                    assertThat(NodeReport.fromWire(report.toWire())).isEqualTo(report);
                }));
        bothHappened();
    }

    private static byte[] changed(SplittableRandom random, byte[] wire) {
        if (random.nextInt(10) > 0) {
            return Fuzz.mutated(random, wire);
        }
        byte[] noise = new byte[random.nextInt(60)];
        random.nextBytes(noise);
        return noise;
    }

    @FunctionalInterface
    private interface Decoding {
        void run() throws InvalidProtocolBufferException;
    }

    private void tried(Decoding decoding) {
        try {
            decoding.run();
            read++;
        } catch (MalformedException | InvalidProtocolBufferException expected) {
            refused++;
        }
    }

    /** Else the changes are too small or too large to tell anything; one input alone tells nothing of that. */
    private void bothHappened() {
        if (read + refused > 1_000) {
            assertThat(read).isPositive();
            assertThat(refused).isPositive();
        }
    }
}
