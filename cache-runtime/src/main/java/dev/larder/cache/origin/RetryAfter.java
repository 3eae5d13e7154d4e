package dev.larder.cache.origin;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** How long an answer asks to be left alone: milliseconds as Azure says them, or seconds or a date as RFC 9110 does. */
final class RetryAfter {

    private static final HttpHeaderName AZURE = HttpHeaderName.fromString("x-ms-retry-after-ms");
    private static final int DIGITS = 12;

    private RetryAfter() {}

    /** Zero if it says nothing that can be understood. */
    static Duration of(HttpHeaders headers, Instant now) {
        Long millis = number(headers.getValue(AZURE));
        if (millis != null) {
            return Duration.ofMillis(millis);
        }
        String text = headers.getValue(HttpHeaderName.RETRY_AFTER);
        Long seconds = number(text);
        if (seconds != null) {
            return Duration.ofSeconds(seconds);
        }
        return text == null ? Duration.ZERO : until(text.strip(), now);
    }

    private static @Nullable Long number(@Nullable String text) {
        String digits = text == null ? "" : text.strip();
        boolean whole =
                !digits.isEmpty() && digits.length() <= DIGITS && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return whole ? Long.valueOf(digits) : null;
    }

    private static Duration until(String date, Instant now) {
        try {
            Duration left = Duration.between(
                    now,
                    ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
            return left.isNegative() ? Duration.ZERO : left;
        } catch (DateTimeException notADate) {
            return Duration.ZERO;
        }
    }
}
