package dev.larder.cache.origin;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7 | PT7S",
                "0 | PT0S",
                "Mon, 02 Mar 2026 10:00:09 GMT | PT9S",
                "Mon, 02 Mar 2026 09:59:00 GMT | PT0S",
                "-3 | PT0S",
                "soon | PT0S",
                "99999999999999999999 | PT0S"
            })
    void secondsOrDate(String header, Duration expected) {
        HttpHeaders headers = new HttpHeaders().set(HttpHeaderName.RETRY_AFTER, header);

        assertThat(RetryAfter.of(headers, NOW)).isEqualTo(expected);
    }

    @Test
    void azureSaysMilliseconds() {
        HttpHeaders headers = new HttpHeaders()
                .set(HttpHeaderName.RETRY_AFTER, "2")
                .set(HttpHeaderName.fromString("x-ms-retry-after-ms"), "1500");

        assertThat(RetryAfter.of(headers, NOW)).isEqualTo(Duration.ofMillis(1_500));
    }

    @Test
    void nothingSaid() {
        assertThat(RetryAfter.of(new HttpHeaders(), NOW)).isZero();
    }
}
