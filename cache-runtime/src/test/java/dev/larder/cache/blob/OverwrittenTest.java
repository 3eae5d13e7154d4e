package dev.larder.cache.blob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.blob.BlobRef;
import io.netty.handler.codec.http.HttpMethod;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverwrittenTest {

    private final SampleTree tree =
            SampleTree.of(Map.of("a", new byte[1], "b", new byte[1], "c", new byte[1]), 1 << 20);

    private final Overwritten overwritten = new Overwritten(tree, 2);

    @ParameterizedTest
    @CsvSource({
        "PUT, /contoso/data/a, true",
        "PUT, /contoso/data/a?comp=blocklist&x=y, true",
        "PUT, /contoso/data/a?comp=metadata, true",
        "DELETE, /contoso/data/a, true",
        "PUT, /contoso/data/a?comp=block&blockid=1, false",
        "PUT, /contoso/data/a?comp=lease, false",
        "POST, /contoso/data/a?comp=query, false",
        "PUT, /contoso/data/other, false",
        "PUT, /contoso/other/a, false",
        "DELETE, /contoso/data?restype=container, true",
        "POST, /contoso/data?restype=container&comp=batch, true",
        "POST, /contoso/?comp=batch, true",
        "PUT, /contoso/data?restype=container&comp=acl, false"
    })
    void onlyWhatChangesABlobHidesIt(String method, String uri, boolean hidden) {
        changed(method, uri);
        assertThat(hides("a")).isEqualTo(hidden);
    }

    @Test
    void othersAreStillAnsweredFromTheCache() {
        assertThat(overwritten.any()).isFalse();
        changed("PUT", "/contoso/data/a");
        assertThat(overwritten.any()).isTrue();
        assertThat(hides("b")).isFalse();
    }

    @Test
    void moreThanCanBeRememberedHidesAllRatherThanForgetOne() {
        changed("PUT", "/contoso/data/a");
        changed("PUT", "/contoso/data/b");
        assertThat(hides("c")).isFalse();
        changed("PUT", "/contoso/data/c");
        assertThat(hides("a") && hides("b") && hides("c")).isTrue();
    }

    @Test
    void aNewRevisionIsAnsweredFromTheCacheAgain() {
        changed("PUT", "/contoso/data/a");
        var next = SampleTree.of(Map.of("a", new byte[2]), 1 << 20);
        assertThat(overwritten.hides(new BlobRef("contoso", "data", "a"), next.revision()))
                .isFalse();
    }

    private void changed(String method, String uri) {
        if (!(Target.parse(uri, "x") instanceof Target.Parsed.Good(var target))) {
            throw new IllegalArgumentException(uri);
        }
        overwritten.changed(HttpMethod.valueOf(method), target);
    }

    private boolean hides(String path) {
        return overwritten.hides(new BlobRef("contoso", "data", path), tree.revision());
    }
}
