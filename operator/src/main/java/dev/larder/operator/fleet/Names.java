package dev.larder.operator.fleet;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32C;

/** Names that the API server accepts, from values that may not be names. */
final class Names {
    private static final int LABEL_LIMIT = 63;
    /** Leaves room for what the DaemonSet controller appends to pod names and revision labels. */
    private static final int OBJECT_LIMIT = 52;

    private Names() {}

    static String labelValue(String raw) {
        String clean = raw.replaceAll("[^A-Za-z0-9._-]", "-")
                .replaceAll("^[^A-Za-z0-9]+", "")
                .replaceAll("[^A-Za-z0-9]+$", "");
        return clean.equals(raw) && clean.length() <= LABEL_LIMIT ? clean : shortened(clean, raw, LABEL_LIMIT);
    }

    static String daemonSet(String cluster, Group group) {
        String raw = cluster + "-" + group.pool().display() + "-" + group.zone().display();
        String clean =
                raw.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-").replaceAll("-+$", "");
        return clean.equals(raw) && clean.length() <= OBJECT_LIMIT ? clean : shortened(clean, raw, OBJECT_LIMIT);
    }

    static String serviceAccount(String cluster) {
        return cluster + "-cache";
    }

    /** What was lost in cleaning comes back as a hash, so that two groups never share a name. */
    private static String shortened(String clean, String raw, int limit) {
        CRC32C crc = new CRC32C();
        crc.update(raw.getBytes(StandardCharsets.UTF_8));
        String hash = String.format(Locale.ROOT, "%08x", crc.getValue());
        String head = clean.substring(0, Math.min(clean.length(), limit - 9));
        return head.isEmpty() ? "x" + hash : head + "-" + hash;
    }
}
