package dev.larder.cache.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.catalog.OnDemandRevisions;
import dev.larder.cache.catalog.Resolution;
import dev.larder.model.blob.BlobRef;
import dev.larder.model.blob.BlobVersion;
import dev.larder.model.catalog.OnDemand;
import dev.larder.model.manifest.ManifestEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PoolMemoryTest {

    private static final OnDemand POOL = new OnDemand(1 << 20, "Zone", List.of());
    private static final BlobRef X = new BlobRef("contoso", "train", "x");

    private final KnownBlobs blobs = new KnownBlobs();

    private static KnownBlobs.Known version(BlobRef blob, String etag) {
        var revision = OnDemandRevisions.of(POOL, new BlobVersion(blob, 10, etag));
        var entry = ManifestEntry.of(blob.path(), 10, etag, Instant.EPOCH);
        return new KnownBlobs.Known(blob, POOL, new Resolution.InDataset(revision, 0, entry), 0);
    }

    @Test
    void whatWasAskedBeforeAWriteIsNotKeptAfterIt() {
        long stamp = blobs.stamp(X);
        var old = version(X, "0x1");
        blobs.keep(old, stamp);
        assertThat(blobs.find(X, POOL)).isSameAs(old);
        blobs.forget(X);
        assertThat(blobs.find(X, POOL)).isNull();
        blobs.keep(old, stamp);
        assertThat(blobs.find(X, POOL)).isNull();
        blobs.keep(old, blobs.stamp(X));
        assertThat(blobs.find(X, POOL)).isSameAs(old);

        stamp = blobs.stamp(X);
        blobs.forgetAll("contoso", "train");
        assertThat(blobs.find(X, POOL)).isNull();
        blobs.keep(old, stamp);
        assertThat(blobs.find(X, POOL)).isNull();
    }

    @Test
    void aNewerVersionTakesThePlaceAndOtherContainersStay() {
        blobs.keep(version(X, "0x1"), blobs.stamp(X));
        var newer = version(X, "0x2");
        blobs.keep(newer, blobs.stamp(X));
        assertThat(blobs.find(X, POOL)).isSameAs(newer);
        blobs.forgetAll("contoso", "other");
        blobs.forgetAll("fabrikam", "");
        assertThat(blobs.find(X, POOL)).isSameAs(newer);
        assertThat(blobs.find(X, new OnDemand(1 << 20, "Zone", List.of())))
                .as("as the catalog that was then says")
                .isNull();
        blobs.forgetAll("contoso", "");
        assertThat(blobs.find(X, POOL)).isNull();
    }

    @Test
    void aTableForgetsRatherThanGrowsAndNeverMistakesOneForAnother() {
        var table = new RecentTable<Integer>(64);
        IntStream.range(0, 10_000).forEach(i -> table.put(i, i, other -> other == i));
        long found = IntStream.range(0, 10_000)
                .filter(i -> table.find(i, other -> other == i) != null)
                .count();
        assertThat(found).isBetween(1L, 64L);
        assertThat(table.find(9_999, other -> other == 9_999)).isEqualTo(9_999);
        table.remove(9_999, other -> other == 9_999);
        assertThat(table.find(9_999, other -> other == 9_999)).isNull();
    }

    @Test
    void aPassIsForOneCredentialAndOneBlobAndEnds() {
        var passes = new ProvenPasses();
        byte[] salt = {1};
        var pass = Pass.of(salt, "Bearer abc", X);
        long now = Long.MAX_VALUE - 5;
        passes.prove(pass, now + 10);
        assertThat(passes.isProven(pass, now)).isTrue();
        assertThat(passes.isProven(pass, now + 10)).isFalse();
        assertThat(Pass.of(salt, "Bearer abc", X)).isEqualTo(pass);
        for (var other : List.of(
                Pass.of(salt, "Bearer abd", X),
                Pass.of(new byte[] {2}, "Bearer abc", X),
                Pass.of(salt, "Bearer abc", new BlobRef("contoso", "train", "y")),
                Pass.of(salt, "xBearer abc", new BlobRef("contoso", "train", "x")),
                Pass.of(salt, "Bearer abc", new BlobRef("contosot", "rain", "x")))) {
            assertThat(passes.isProven(other, now)).isFalse();
        }
        passes.forget(pass);
        assertThat(passes.isProven(pass, now)).isFalse();
    }

    @Test
    void aClosedContainerIsTriedAgainAfterAMinute() {
        var closed = new ClosedContainers();
        closed.close("contoso", "train", "403", 5);
        assertThat(closed.isClosed("contoso", "train", 6)).isTrue();
        assertThat(closed.isClosed("contoso", "other", 6)).isFalse();
        assertThat(closed.isClosed("contoso", "train", 5 + Duration.ofMinutes(1).toNanos()))
                .isFalse();
    }
}
