package dev.larder.cache.blob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.catalog.Resolution;
import dev.larder.model.blob.BlobRef;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecentHeadsTest {

    private final RecentHeads heads = new RecentHeads();

    @Test
    void headersOfABlobAreMadeOnce() {
        var blob = resolved("a");
        assertThat(heads.of(blob, false)).isSameAs(heads.of(blob, false));
        assertThat(heads.of(blob, true)).isSameAs(heads.of(blob, true));
    }

    @Test
    void aRangeDoesNotTellTheBlobsMd5AsItsOwn() {
        var blob = resolved("a");
        assertThat(heads.of(blob, false).contains("content-md5")).isTrue();
        assertThat(heads.of(blob, true).contains("content-md5")).isFalse();
        assertThat(heads.of(blob, true).contains("x-ms-blob-content-md5")).isTrue();
        assertThat(heads.of(blob, false).contains("content-md5")).isTrue();
    }

    /** As after a new catalog, or when two blobs share a place. */
    @Test
    void anotherBlobAtTheSamePlaceHasItsOwn() {
        var first = resolved("a");
        var second = resolved("b");
        assertThat(first.ordinal()).isEqualTo(second.ordinal());
        for (int i = 0; i < 3; i++) {
            assertThat(heads.of(first, false).get("etag")).isEqualTo('"' + SampleTree.etag("a") + '"');
            assertThat(heads.of(second, false).get("etag")).isEqualTo('"' + SampleTree.etag("b") + '"');
        }
    }

    private static Resolution.InDataset resolved(String path) {
        var tree = SampleTree.of(Map.of(path, SampleTree.random(1, 100)), 1 << 20);
        return (Resolution.InDataset) tree.resolve(new BlobRef(SampleTree.ACCOUNT, "data", path));
    }
}
