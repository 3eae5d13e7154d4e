package dev.larder.cache.blob;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionsTest {

    private static final String BEFORE = "Tue, 03 Nov 2026 04:05:05 GMT";
    private static final String SAME = "Tue, 03 Nov 2026 04:05:06 GMT";
    private static final String AFTER = "Tue, 03 Nov 2026 04:05:07 GMT";

    /** The blob has ETag 0xA and was modified at SAME and some milliseconds. Dates: B(efore), S(ame), A(fter). */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // match, none-match, modified since, unmodified since -> answer
                "-, -, -, -, 200",
                "0xA, -, -, -, 200",
                "'\"0xA\"', -, -, -, 200",
                "*, -, -, -, 200",
                "'\"0xB\", \"0xA\"', -, -, -, 200",
                "0xB, -, -, -, 412",
                "'', -, -, -, 412",
                "-, 0xA, -, -, 304",
                "-, '\"0xA\"', -, -, 304",
                "-, W/\"0xA\", -, -, 304",
                "-, 0xB, -, -, 200",
                "-, *, -, -, 400",
                "-, -, B, -, 200",
                "-, -, S, -, 304",
                "-, -, A, -, 304",
                "-, -, -, B, 412",
                "-, -, -, S, 200",
                "-, -, -, A, 200",
                "-, -, nonsense, -, 400",
                "-, -, -, nonsense, 400",
                // one of the two must hold
                "-, 0xB, A, -, 200",
                "-, 0xA, B, -, 200",
                "-, 0xA, A, -, 304",
                "-, *, B, -, 400",
                "-, 0xB, nonsense, -, 400",
                // both of the two must hold
                "0xA, -, -, A, 200",
                "0xA, -, -, B, 412",
                "0xB, -, -, A, 412",
                // what forbids comes first
                "0xB, 0xA, -, -, 412",
                "0xA, 0xA, -, -, 304",
                "0xA, -, A, -, 304",
            })
    void answers(
            @Nullable String match,
            @Nullable String noneMatch,
            @Nullable String since,
            @Nullable String unmodifiedSince,
            int status) {
        var headers = new DefaultHttpHeaders();
        set(headers, "If-Match", match);
        set(headers, "If-None-Match", noneMatch);
        set(headers, "If-Modified-Since", since);
        set(headers, "If-Unmodified-Since", unmodifiedSince);
        var refusal = Conditions.check(headers, "0xA", Instant.parse("2026-11-03T04:05:06.789Z"));
        assertThat(refusal == null ? 200 : refusal.error().status()).isEqualTo(status);
    }

    private static void set(DefaultHttpHeaders headers, String name, @Nullable String value) {
        if (value != null) {
            headers.set(
                    name,
                    switch (value) {
                        case "B" -> BEFORE;
                        case "S" -> SAME;
                        case "A" -> AFTER;
                        default -> value;
                    });
        }
    }

    /** Netty's parser of dates throws when a date is longer than 64 characters. */
    @Test
    void endlessDatesAreBadDates() {
        for (String header : List.of("If-Modified-Since", "If-Unmodified-Since")) {
            var headers = new DefaultHttpHeaders().set(header, SAME + "0".repeat(64));
            var refusal = Conditions.check(headers, "0xA", Instant.parse("2026-11-03T04:05:06.789Z"));
            assertThat(refusal == null ? null : refusal.error()).isEqualTo(AzureError.INVALID_HEADER_VALUE);
        }
    }
}
