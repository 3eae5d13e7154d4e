package dev.larder.cache.blob;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** An {@link AccessEntry} as a line of JSON. */
final class AccessLine {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private AccessLine() {}

    static void append(StringBuilder line, AccessEntry entry) {
        line.append("{\"time\":\"");
        TIME.formatTo(Instant.ofEpochMilli(entry.endedAt()), line);
        line.append('"');
        text(line, "client", entry.client());
        text(line, "method", entry.method());
        text(line, "host", entry.host());
        var target = entry.target();
        text(line, "path", target == null ? null : LoggedTarget.of(target));
        line.append(",\"status\":").append(entry.status());
        line.append(",\"bytes\":").append(entry.bytes());
        line.append(",\"micros\":").append(entry.nanos() / 1_000);
        text(line, "source", entry.source());
        text(line, "clientRequestId", entry.clientRequestId());
        text(line, "userAgent", entry.userAgent());
        line.append(",\"complete\":").append(entry.complete()).append("}\n");
    }

    private static void text(StringBuilder line, String name, @Nullable String value) {
        if (value == null) {
            return;
        }
        line.append(",\"").append(name).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c < ' ' || c >= 0x7F) {
                line.append("\\u").append("%04x".formatted((int) c));
            } else {
                line.append(c);
            }
        }
        line.append('"');
    }
}
