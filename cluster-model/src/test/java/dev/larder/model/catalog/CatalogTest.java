package dev.larder.model.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.larder.model.MalformedException;
import dev.larder.model.blob.Geometry;
import dev.larder.model.catalog.OnDemandRule.Policy;
import dev.larder.model.manifest.ManifestId;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogTest {
    private static final Revision OLD = new Revision(new ManifestId("ab".repeat(32)), 1000, true);
    private static final Revision NEXT = new Revision(new ManifestId("cd".repeat(32)), 2000, false);
    private static final DatasetEntry DATASET = dataset(List.of(OLD, NEXT), 2);
    private static final Catalog CATALOG = new Catalog(
            7,
            List.of(
                    origin("a", new Credential.Anonymous()),
                    origin("b", new Credential.SharedKey()),
                    origin("c", new Credential.Sas()),
                    origin("d", new Credential.ConnectionString()),
                    origin("e", new Credential.WorkloadIdentity("1b4e"))
                            .readBy(3)
                            .with(new OriginLimits(
                                    12L << 30,
                                    20_000,
                                    List.of(
                                            new OriginShare("n0", 1 << 19, 1 << 19),
                                            new OriginShare("n1", 0, 1 << 19))))),
            List.of(DATASET),
            new NetworkBudgets(100, 200, 300),
            new OnDemand(
                    8 << 20,
                    "Rack",
                    List.of(
                            new OnDemandRule("a", "x", Policy.OFF, 60, 300),
                            new OnDemandRule("a", "y", Policy.IMMUTABLE, 60, 300),
                            new OnDemandRule("a", "z", Policy.REVALIDATE, 90, 300),
                            new OnDemandRule("b", "*", Policy.STRICT, 60, 3600))));

    private static OriginAccount origin(String account, Credential credential) {
        return new OriginAccount(account, URI.create("http://127.0.0.1:10000/" + account), credential);
    }

    private static DatasetEntry dataset(List<Revision> revisions, int replicas) {
        return dataset("uid", -5, 1_790_000_000, replicas, revisions);
    }

    private static DatasetEntry dataset(
            String uid, int priority, long completeBy, int replicas, List<Revision> revisions) {
        return new DatasetEntry(
                uid,
                "vision",
                "imagenet",
                "contoso",
                "train",
                new Geometry(4 << 20, 16 << 20),
                "Zone",
                replicas,
                WarmUp.ON_DEMAND,
                priority,
                true,
                completeBy,
                4L << 30,
                new Retention(true, -3, 7L << 30),
                revisions);
    }

    @Test
    void survivesWireAndDisk() {
        assertThat(Catalog.fromWire(CATALOG.toWire())).isEqualTo(CATALOG);
        assertThat(Catalog.decode(CATALOG.encode())).isEqualTo(CATALOG);
        assertThat(Catalog.decode(Catalog.EMPTY.encode())).isEqualTo(Catalog.EMPTY);
    }

    @Test
    void theMoreImportantIsWarmedFirstThenWhatIsDueFirst() {
        DatasetEntry urgent = dataset("a", 5, 0, 1, List.of());
        DatasetEntry soon = dataset("z", 0, 100, 1, List.of());
        DatasetEntry later = dataset("b", 0, 200, 1, List.of());
        DatasetEntry never = dataset("c", 0, 0, 1, List.of());
        DatasetEntry idle = dataset("d", -1, 1, 1, List.of());
        assertThat(List.of(idle, never, later, soon, urgent).stream().sorted(DatasetEntry.TURN))
                .containsExactly(urgent, soon, later, never, idle);
    }

    @Test
    void findsByName() {
        assertThat(CATALOG.origin("e"))
                .map(OriginAccount::credential)
                .contains(new Credential.WorkloadIdentity("1b4e"));
        assertThat(CATALOG.origin("x")).isEmpty();
        assertThat(CATALOG.dataset("uid")).contains(DATASET);
        assertThat(DATASET.active()).contains(OLD);
        assertThat(dataset(List.of(NEXT), 1).active()).isEmpty();
    }

    @Test
    void refusesWhatContradictsItself() {
        assertThatIllegalArgumentException().isThrownBy(() -> dataset(List.of(OLD, OLD), 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> dataset(List.of(OLD, new Revision(NEXT.manifest(), 1, true)), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> dataset(List.of(), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> dataset(List.of(), 17));
        assertThatIllegalArgumentException().isThrownBy(() -> dataset("uid", 0, -1, 1, List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new NetworkBudgets(0, -1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new OriginShare("n0", 2, 1));
        OriginShare most = new OriginShare("n0", 1, OriginShare.WHOLE);
        assertThatIllegalArgumentException().isThrownBy(() -> new OriginLimits(-1, 0, List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new OriginLimits(1, 0, List.of(most, most)));
        assertThatIllegalArgumentException()
                .as("more than the whole")
                .isThrownBy(() -> new OriginLimits(1, 0, List.of(most, new OriginShare("n1", 0, 1))));
        assertThatIllegalArgumentException().isThrownBy(() -> new Catalog(1, List.of(), List.of(DATASET, DATASET)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OriginAccount("a", URI.create("file:///x"), new Credential.Sas()));
    }

    @Test
    void garbageIsMalformed() {
        var wire = CATALOG.toWire();
        var origin = wire.getOrigins(0);
        var dataset = wire.getDatasets(0);
        assertMalformed(wire.toBuilder()
                .setOrigins(0, origin.toBuilder().setCredentialValue(0))
                .build());
        assertMalformed(wire.toBuilder()
                .setOrigins(0, origin.toBuilder().setCredentialValue(99))
                .build());
        assertMalformed(wire.toBuilder()
                .setOrigins(0, origin.toBuilder().setEndpoint("::no uri"))
                .build());
        assertMalformed(wire.toBuilder()
                .setOrigins(0, origin.toBuilder().setAccount("b"))
                .build());
        assertMalformed(wire.toBuilder()
                .setDatasets(0, dataset.toBuilder().setChunkBytes(3))
                .build());
        assertMalformed(wire.toBuilder()
                .setDatasets(0, dataset.toBuilder().setStrategyValue(77))
                .build());
        assertMalformed(
                wire.toBuilder().setDatasets(0, dataset.toBuilder().clearUid()).build());
        assertMalformed(wire.toBuilder()
                .setDatasets(
                        0,
                        dataset.toBuilder()
                                .setRevisions(
                                        0, dataset.getRevisions(0).toBuilder().clearManifest()))
                .build());
        byte[] bytes = CATALOG.encode();
        bytes[20] ^= 1;
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> Catalog.decode(bytes))
                .withMessage("checksum does not match");
    }

    private static void assertMalformed(dev.larder.model.wire.CatalogSnapshot wire) {
        assertThatExceptionOfType(MalformedException.class).isThrownBy(() -> Catalog.fromWire(wire));
    }
}
