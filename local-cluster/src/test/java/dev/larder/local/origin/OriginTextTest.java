package dev.larder.local.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.local.origin.OriginRequest.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginTextTest {
    @Test
    void countsSurviveTheAdminPort() {
        var counts = new OriginCounts(
                3,
                100,
                90,
                2,
                Map.of(Kind.GET_BLOB, 2L, Kind.LIST, 1L),
                Map.of("GET", 3L),
                Map.of(206, 2L),
                Map.of("c/a b\nü", 90L),
                List.of(new OriginRequest(
                        3, Kind.GET_BLOB, "GET", "c/a b\nü", "bytes=0-1", "/a/c/a%20b%0A%C3%BC?sig=x y")));
        assertThat(CountsText.read(CountsText.write(counts))).isEqualTo(counts);
    }

    @Test
    void whatCameBeforeIsSubtracted() {
        var first = new OriginCounts(1, 10, 10, 1, Map.of(), Map.of("GET", 1L), Map.of(), Map.of("a", 10L), List.of());
        var request = new OriginRequest(2, Kind.GET_BLOB, "GET", "b", "", "/a/b");
        var second = new OriginCounts(
                2, 15, 15, 1, Map.of(), Map.of("GET", 2L), Map.of(), Map.of("a", 10L, "b", 5L), List.of(request));
        var between = second.minus(first);
        assertThat(between.getBytesByBlob()).containsExactly(Map.entry("b", 5L));
        assertThat(between.requests()).isEqualTo(1);
        assertThat(between.recent()).containsExactly(request);
        assertThat(second.minus(second).getBytesByBlob()).isEmpty();
    }

    @Test
    void faultsSurviveTheAdminPort() {
        var faults = new Faults("a&b=", Duration.ofMillis(5), 1, 2.5, 3, 4, 5, 6);
        assertThat(Faults.read(faults.write())).isEqualTo(faults);
        assertThat(Faults.read(Faults.none().write())).isEqualTo(Faults.none());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /acct/c/dir/a%2Fb+c.bin?timeout=9, GET_BLOB, c/dir/a/b+c.bin",
        "HEAD, /acct/c/b, HEAD_BLOB, c/b",
        "GET, /acct/c?restype=container&comp=list&prefix=x, LIST, ''",
        "GET, /acct/c/b?comp=tags, OTHER, c/b",
        "PUT, /acct/c/b?comp=block&blockid=1, WRITE, c/b",
        "GET, /acct?comp=list, LIST, ''",
        "GET, /acct/c/%zz, GET_BLOB, c/%zz",
    })
    void requestsAreSorted(String method, String target, Kind kind, String blob) throws IOException {
        var raw = method + " " + target + " HTTP/1.1\r\nHost: x\r\nRange: bytes=1-2\r\nX-MS-Range: bytes=3-4\r\n\r\n";
        var line = RequestLine.of(Head.parse(raw.getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(line.kind()).isEqualTo(kind);
        assertThat(line.blob()).isEqualTo(blob);
        assertThat(line.range()).isEqualTo("bytes=3-4");
    }
}
