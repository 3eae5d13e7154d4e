package dev.larder.cache.blob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.Fuzz;
import dev.larder.model.blob.BlobRef;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What requests say in words: whatever it is, it is understood as meant or refused, and nothing is thrown. */
class TextFuzzTest {

    private static final String ETAG = "0x8DCAFE";
    private static final Instant MODIFIED = Instant.parse("2026-11-03T04:05:06Z");
    private static final Pattern DIGITS =
            Pattern.compile("\\s*bytes\\s*=\\s*(\\d+)\\s*-\\s*(\\d*)\\s*", Pattern.CASE_INSENSITIVE);

    private static final List<String> RANGES = List.of(
            "bytes=0-0",
            "bytes=1-",
            "bytes=10-99",
            " Bytes = 5 - 7 ",
            "bytes=-5",
            "bytes=0-1,3-4",
            "bytes=9223372036854775807-9223372036854775807",
            "bytes=0-18446744073709551616",
            "items=0-4");

    private static final List<String> ETAGS = List.of(
            ETAG, '"' + ETAG + '"', "W/\"" + ETAG + '"', "*", "\"a\", \"b\"", "\"a\", " + ETAG, "\"", "W/", ",,", "");

    private static final List<String> DATES = List.of(
            "Tue, 03 Nov 2026 04:05:06 GMT",
            "Tue, 03 Nov 2026 04:05:07 GMT",
            "Tuesday, 03-Nov-26 04:05:05 GMT",
            "Tue Nov  3 04:05:06 2026",
            "2026-11-03T04:05:06Z",
            "");

    private static final List<String> TARGETS = List.of(
            "/contoso/data/a/b.txt",
            "/contoso/data/a%2Fb%20c?x=%31&y=1+2",
            "/tree--vision/data?restype=container&comp=list&prefix=%C3%A4&maxresults=5&marker=larder!YS9i",
            "/contoso/%E6%97%A5",
            "http://x/contoso/data/a?sig=%2B",
            "/",
            "/contoso",
            "*",
            "/contoso/data/../x");

    private static final List<String> HOSTS = List.of(
            "127.0.0.1:8700",
            "contoso.blob.core.windows.net",
            "tree--vision.blob.x:80",
            "CONTOSO.BLOB.LOCAL",
            "[::1]",
            "");

    /** Against a slow reading of the same rules in numbers without bounds. */
    @Test
    void ranges() {
        Fuzz.run("ranges", 10_000, random -> {
            String header = text(random, RANGES);
            long size = random.nextInt(3) == 0 ? random.nextLong(Long.MAX_VALUE) : random.nextLong(12);
            ByteSpan span = ByteSpan.of(header, size);

            assertThat(span).as("%s of %d", header, size).isEqualTo(slowly(header, size));
        });
    }

    private static ByteSpan slowly(String header, long size) {
        Matcher parts = DIGITS.matcher(header);
        if (!parts.matches()
                || header.length() > 100
                || parts.group(1).length() > 30
                || parts.group(2).length() > 30) {
            return new ByteSpan.Whole(size);
        }
        BigInteger most = BigInteger.valueOf(Long.MAX_VALUE);
        BigInteger first = new BigInteger(parts.group(1)).min(most);
        BigInteger last = parts.group(2).isEmpty() ? most : new BigInteger(parts.group(2)).min(most);
        if (last.compareTo(first) < 0) {
            return new ByteSpan.Whole(size);
        }
        BigInteger whole = BigInteger.valueOf(size);
        if (first.compareTo(whole) >= 0) {
            return new ByteSpan.Unsatisfiable(size);
        }
        BigInteger end = last.add(BigInteger.ONE).min(whole);
        return new ByteSpan.Part(first.longValueExact(), end.longValueExact(), size);
    }

    @Test
    void conditions() {
        Fuzz.run("conditions", 10_000, random -> {
            HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory()
                    .withValidation(false)
                    .newHeaders();
            put(random, headers, "If-Match", text(random, ETAGS));
            put(random, headers, "If-None-Match", text(random, ETAGS));
            put(random, headers, "If-Modified-Since", text(random, DATES));
            put(random, headers, "If-Unmodified-Since", text(random, DATES));
            Refusal refusal = Conditions.check(headers, ETAG, MODIFIED);

            String match = headers.get("If-Match");
            if (refusal == null) {
                assertThat(match == null || match.contains("*") || match.contains(ETAG))
                        .as("%s", headers)
                        .isTrue();
                String none = headers.get("If-None-Match");
                assertThat(ETAG.equals(none) && !headers.contains("If-Modified-Since"))
                        .as("%s", headers)
                        .isFalse();
            } else {
                assertThat(refusal.error())
                        .isIn(
                                AzureError.CONDITION_NOT_MET,
                                AzureError.NOT_MODIFIED,
                                AzureError.UNSATISFIABLE_CONDITION,
                                AzureError.INVALID_HEADER_VALUE);
                assertThat(headers).as("%s", refusal).isNotEmpty();
            }
        });
    }

    @Test
    void targets() {
        Fuzz.run("targets", 10_000, random -> {
            String host = random.nextInt(5) == 0 ? null : text(random, HOSTS);
            switch (Target.parse(text(random, TARGETS), host)) {
                case Target.Parsed.Bad(var refusal) ->
                    assertThat(refusal.error()).isIn(AzureError.INVALID_URI, AzureError.INVALID_QUERY);
                case Target.Parsed.Good(var target) -> {
                    BlobRef.requireAccount(target.account());
                    if (!target.blob().isEmpty()) {
                        assertThat(target.ref().path()).isEqualTo(target.blob());
                    }
                    list(target.query());
                }
            }
        });
    }

    private static void list(Query query) {
        switch (ListQuery.parse(query)) {
            case ListQuery.Parsed.Bad(var refusal) ->
                assertThat(refusal.error()).isIn(AzureError.INVALID_QUERY, AzureError.QUERY_OUT_OF_RANGE);
            case ListQuery.Parsed.Good(var list) -> assertThat(list.limit()).isBetween(1, ListQuery.MOST);
        }
    }

    @Test
    void queries() {
        List<String> known = List.of(
                "prefix=a%2Fb&delimiter=%2F&maxresults=10&include=metadata,snapshots",
                "restype=container&comp=list&marker=" + ListQuery.markerAt("a/\u00e4"),
                "marker=larder!%%%",
                "maxresults=-1&maxresults=2",
                "a=&=b&&&c",
                "startfrom=x&maxresults=999999999999999999");
        Fuzz.run("queries", 10_000, random -> {
            Query query = Query.parse(text(random, known));
            if (query != null) {
                list(query);
            }
        });
    }

    /** What the JDK encodes comes back; anything else is text or nothing. */
    @Test
    void percentEncoding() {
        Fuzz.run("percent-encoding", 10_000, random -> {
            byte[] noise = new byte[random.nextInt(30)];
            random.nextBytes(noise);
            String any = new String(noise, StandardCharsets.UTF_8);
            assertThat(Percent.decodeQuery(URLEncoder.encode(any, StandardCharsets.UTF_8)))
                    .isEqualTo(any);

            String raw = text(random, List.of("%41%C3%A4+x", "%ed%a0%80", "%", "%2", "%zz", "%c0%af", "a%2"));
            String decoded = Percent.decode(raw);
            if (decoded != null) {
                assertThat(decoded.length()).isLessThanOrEqualTo(raw.length());
                assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(decoded))
                        .isTrue();
            }
        });
    }

    private static void put(SplittableRandom random, HttpHeaders headers, String name, String value) {
        if (random.nextBoolean()) {
            headers.add(name, value);
        }
    }

    /** As the decoder of requests would hand it on: each byte one character, or at times anything at all. */
    private static String text(SplittableRandom random, List<String> known) {
        String whole = Fuzz.pick(random, known);
        return switch (random.nextInt(10)) {
            case 0, 1 -> whole;
            case 2 -> whole + Fuzz.pick(random, known);
            case 3 ->
                random.ints(random.nextInt(40), 0, 0x3000)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            default -> {
                byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
                yield new String(Fuzz.mutated(random, bytes), StandardCharsets.ISO_8859_1);
            }
        };
    }
}
