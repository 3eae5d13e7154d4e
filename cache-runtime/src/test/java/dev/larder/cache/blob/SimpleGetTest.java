package dev.larder.cache.blob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.Fuzz;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SimpleGetTest {

    private static final List<String> HEADS = List.of(
            "GET /contoso/data/a.bin HTTP/1.1\r\nHost: 127.0.0.1:8700\r\n\r\n",
            "GET /c/data/a%20b?sig=x HTTP/1.1\r\nhost:x\r\nRange: bytes=1-2\r\nConnection: keep-alive\r\n\r\n",
            "GET /c/d/e HTTP/1.1\r\nAccept: */*\r\nX-MS-Range:  bytes=5- \r\nHOST: y\r\nx-ms-version: 2026-10-06\r\n"
                    + "x-ms-client-request-id: 7\r\nAuthorization: Bearer abc.def\r\nUser-Agent: azsdk (x; y)\r\n\r\n");

    private final SimpleGet get = new SimpleGet();

    @Test
    void whatReadersSendIsSimple() {
        for (var head : HEADS) {
            var bytes = bytes("xx" + head + "GET /next");
            assertThat(get.parse(bytes, 2, bytes.length)).as(head).isTrue();
            assertThat(get.end()).isEqualTo(2 + head.length());
            for (int cut = 2; cut < 2 + head.length(); cut++) {
                assertThat(get.parse(bytes, 2, cut))
                        .as("%s cut at %d", head, cut)
                        .isFalse();
            }
        }
        assertThat(get.parse(bytes(HEADS.get(2)), 0, HEADS.get(2).length())).isTrue();
        assertThat(get.range()).isEqualTo("bytes=5-");
        assertThat(get.isFor(bytes("/c/d/e"), bytes("y"))).isTrue();
        assertThat(get.isFor(bytes("/c/d/e"), bytes("z"))).isFalse();
        assertThat(get.addressHash()).isEqualTo(SimpleGet.addressHash(bytes("/c/d/e"), bytes("y")));
    }

    @Test
    void whateverCouldChangeTheAnswerIsNotSimple() {
        for (var line : List.of(
                "If-Match: x",
                "If-None-Match: *",
                "If-Modified-Since: Tue, 03 Nov 2026 04:05:06 GMT",
                "x-ms-range-get-content-md5: true",
                "x-ms-encryption-key: x",
                "x-ms-lease-id: x",
                "x-ms-if-tags: x",
                "x-ms-structured-body: x",
                "Content-Length: 1",
                "Transfer-Encoding: chunked",
                "Expect: 100-continue",
                "Connection: close",
                "Connection: keep-alive, close",
                "Upgrade: x",
                "Host: two",
                "unheard-of: x",
                " folded",
                "Accept : x",
                "Accept: \u00e4",
                "x-ms\rdate: x",
                "no colon")) {
            var bytes = bytes("GET /c/d/e HTTP/1.1\r\nHost: one\r\n" + line + "\r\n\r\n");
            assertThat(get.parse(bytes, 0, bytes.length)).as(line).isFalse();
        }
        for (var head : List.of(
                "HEAD /c/d/e HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /c/d/e HTTP/1.0\r\nHost: x\r\n\r\n",
                "GET  /c/d/e HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /c/d/e HTTP/1.1\nHost: x\n\n",
                "GET /c/d/e HTTP/1.1\r\n\r\n",
                "GET /c/d/\u00e4 HTTP/1.1\r\nHost: x\r\n\r\n")) {
            assertThat(get.parse(bytes(head), 0, head.length())).as(head).isFalse();
        }
    }

    /** What passes for simple here is read alike by the decoder that is asked otherwise. */
    @Test
    void agreesWithTheDecoder() {
        Fuzz.run("simple requests", 20_000, random -> {
            byte[] bytes = random.nextInt(4) == 0
                    ? bytes(pick(random, HEADS))
                    : Fuzz.mutated(random, bytes(pick(random, HEADS) + pick(random, HEADS)));
            if (get.parse(bytes, 0, bytes.length)) {
                compare(bytes);
            }
        });
    }

    private void compare(byte[] bytes) {
        var decoder = new EmbeddedChannel(new HttpRequestDecoder());
        decoder.writeInbound(Unpooled.wrappedBuffer(bytes, 0, get.end()));
        HttpRequest request = decoder.readInbound();
        var text = new String(bytes, 0, get.end(), StandardCharsets.ISO_8859_1);
        assertThat(request.decoderResult().isSuccess()).as(text).isTrue();
        assertThat(request.method().name()).isEqualTo("GET");
        var headers = request.headers();
        assertThat(headers.getAll("host")).hasSize(1);
        assertThat(get.isFor(bytes(request.uri()), bytes(headers.get("host"))))
                .as(text)
                .isTrue();
        var range = headers.get("x-ms-range");
        assertThat(get.range()).isEqualTo(range != null ? range : headers.get("range"));
        var copy = new byte[bytes.length];
        int end = get.version(copy, 0);
        assertThat(new String(copy, 0, end, StandardCharsets.ISO_8859_1)).isEqualTo(headers.get("x-ms-version", ""));
        end = get.clientRequestId(copy, 0);
        assertThat(new String(copy, 0, end, StandardCharsets.ISO_8859_1))
                .isEqualTo(headers.get("x-ms-client-request-id", ""));
        assertThat(headers.names())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT)
                        .matches("if-.*|content-length|transfer-encoding|expect|upgrade|.*content-md5"));
        assertThat((Object) decoder.readInbound()).isInstanceOf(LastHttpContent.class);
        assertThat((Object) decoder.readInbound()).isNull();
        decoder.finishAndReleaseAll();
    }

    private static String pick(SplittableRandom random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
