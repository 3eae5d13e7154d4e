package dev.larder.cache.blob;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.HttpHeaderName;
import com.azure.storage.common.StorageSharedKeyCredential;
import dev.larder.cache.origin.OriginEndpoint;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedKeyTest {

    private static final byte[] KEY = SampleTree.random(9, 64);

    /** The SDK signs, this class checks: two implementations of the same rules. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/contoso/data/a.txt",
                "/contoso/data/%C3%BC%20b%2Fc?timeout=90&comp=metadata",
                "/contoso/data?restype=container&comp=list&prefix=a%2Fb%20c&include=metadata,tags&marker=",
                "/contoso/?comp=list"
            })
    void agreesWithTheSdk(String uri) throws Exception {
        var sdk = new com.azure.core.http.HttpHeaders()
                .set(HttpHeaderName.fromString("x-ms-date"), "Mon, 23 Nov 2026 04:05:06 GMT")
                .set(HttpHeaderName.fromString("x-ms-version"), "2026-10-06")
                .set(HttpHeaderName.fromString("x-ms-meta-b"), "two words")
                .set(HttpHeaderName.fromString("x-ms-client-request-id"), "id")
                .set(HttpHeaderName.CONTENT_LENGTH, "12")
                .set(HttpHeaderName.CONTENT_TYPE, "text/plain")
                .set(HttpHeaderName.IF_MATCH, "0xA");
        var authorization = new StorageSharedKeyCredential(
                        "contoso", Base64.getEncoder().encodeToString(KEY))
                .generateAuthorizationHeader(
                        URI.create("http://127.0.0.1:8700" + uri).toURL(), "PUT", sdk, false);
        var headers = new DefaultHttpHeaders();
        sdk.forEach(header -> headers.set(header.getName(), header.getValue().strip()));
        var signed = Objects.requireNonNull(SharedKey.parse(authorization));
        int question = uri.indexOf('?');
        var path = question < 0 ? uri : uri.substring(0, question);
        var query = Objects.requireNonNull(Query.parse(question < 0 ? "" : uri.substring(question + 1)));
        assertThat(signed.matches(KEY, "PUT", path, query, headers)).isTrue();
        assertThat(signed.authorization(KEY, "PUT", path, query, headers)).isEqualTo(authorization);
        assertThat(signed.matches(KEY, "GET", path, query, headers)).isFalse();
        assertThat(signed.matches(KEY, "PUT", path + "x", query, headers)).isFalse();
        headers.set("x-ms-version", "2020-01-01");
        assertThat(signed.matches(KEY, "PUT", path, query, headers)).isFalse();
    }

    @Test
    void otherSchemesAreNotItsBusiness() {
        assertThat(SharedKey.parse(null)).isNull();
        assertThat(SharedKey.parse("Bearer abc")).isNull();
        assertThat(SharedKey.parse("SharedKey")).isNull();
        assertThat(SharedKey.parse("SharedKeyLite contoso:abc")).isEqualTo(new SharedKey("contoso", "abc", true));
    }

    @Test
    void pathStyleToHostStyleIsSignedAnewWithTheKeyAndRefusedWithoutOrWhenWrong() {
        var endpoint = OriginEndpoint.of(URI.create("https://contoso.blob.core.windows.net/"));
        var request = signed("/contoso/data/a%2Fb?comp=block", KEY);
        assertThat(forward(request, endpoint, KEY)).isInstanceOfSatisfying(ForwardedRequest.Ready.class, ready -> {
            assertThat(ready.head().uri()).isEqualTo("/data/a%2Fb?comp=block");
            assertThat(ready.head().headers().get("Host")).isEqualTo("contoso.blob.core.windows.net");
            var again = Objects.requireNonNull(
                    SharedKey.parse(ready.head().headers().get("Authorization")));
            assertThat(again.matches(
                            KEY,
                            "PUT",
                            "/data/a%2Fb",
                            Objects.requireNonNull(Query.parse("comp=block")),
                            request.headers()))
                    .isTrue();
        });
        assertThat(forward(request, endpoint, null)).isInstanceOf(ForwardedRequest.Refused.class);
        assertThat(forward(signed("/contoso/data/a%2Fb?comp=block", new byte[64]), endpoint, KEY))
                .isInstanceOf(ForwardedRequest.Refused.class);
    }

    @Test
    void toAPathStyleOriginTheSignatureStays() {
        var endpoint = OriginEndpoint.of(URI.create("http://127.0.0.1:10000/contoso"));
        var request = signed("/contoso/data/a?comp=block", KEY);
        request.headers()
                .set("Connection", "keep-alive, x-private")
                .set("x-private", "1")
                .set("Keep-Alive", "5");
        assertThat(forward(request, endpoint, null)).isInstanceOfSatisfying(ForwardedRequest.Ready.class, ready -> {
            assertThat(ready.head().uri()).isEqualTo("/contoso/data/a?comp=block");
            assertThat(ready.head().headers().get("Authorization"))
                    .isEqualTo(request.headers().get("Authorization"));
            assertThat(ready.head().headers().names()).doesNotContain("x-private", "Keep-Alive", "Connection");
        });
    }

    private static ForwardedRequest forward(
            DefaultHttpRequest request, OriginEndpoint endpoint, byte @Nullable [] key) {
        var parsed = (Target.Parsed.Good) Target.parse(request.uri(), "127.0.0.1:8700");
        return ForwardedRequest.of(request, parsed.target(), endpoint, key);
    }

    private static DefaultHttpRequest signed(String uri, byte[] key) {
        var request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.PUT, uri);
        request.headers().set("x-ms-date", "Mon, 23 Nov 2026 04:05:06 GMT").set("Content-Length", "0");
        int question = uri.indexOf('?');
        var query = Objects.requireNonNull(Query.parse(uri.substring(question + 1)));
        var signature = new SharedKey("contoso", "", false)
                .authorization(key, "PUT", uri.substring(0, question), query, request.headers());
        request.headers().set("Authorization", signature);
        return request;
    }
}
