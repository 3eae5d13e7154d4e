package dev.larder.cache.peer;

import dev.larder.cache.fetch.PeerReads.Mode;
import dev.larder.cache.fetch.PeerReads.Run;
import dev.larder.model.MalformedException;
import dev.larder.model.blob.BlobVersion;
import dev.larder.model.manifest.ManifestId;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A request for chunks as a URI, both ways. */
final class ChunkPath {

    static final String CHUNKS = "/v1/chunks/";
    static final String MANIFESTS = "/v1/manifests/";

    /** Header with the version of the one blob that the manifest has, if no Dataset lists it: base64 of the message. */
    static final String BLOB = "larder-blob";

    /** Parameter that says that the asker understands {@link Frames#SUMMED}. */
    private static final String SUMS = "sums";

    /** Chunks that one request may name. */
    static final int MOST = 16_384;

    private ChunkPath() {}

    /** @param asker name of the node that asks */
    static String format(Run run, String asker) {
        return CHUNKS + run.manifest().hex() + '/' + run.ordinal() + '/' + run.first() + "?count=" + run.count()
                + "&mode=" + run.mode().name().toLowerCase(Locale.ROOT) + "&hops=" + run.hops() + "&epoch="
                + run.epoch() + (run.warmUp() ? "&warm=1" : "") + '&' + SUMS + "=1" + asker(asker);
    }

    private static String asker(String node) {
        return "&node=" + URLEncoder.encode(node, StandardCharsets.UTF_8);
    }

    /** The asker understands {@link Frames#SUMMED}. */
    static boolean takesSums(QueryStringDecoder query) {
        return parameter(query, SUMS, "0").equals("1");
    }

    /** Name of the node that asks; empty if it does not say. */
    static String asker(QueryStringDecoder query) {
        return parameter(query, "node", "");
    }

    static String blob(BlobVersion version) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(version.encode());
    }

    /**
     * @param blob value of the header {@link #BLOB}, if there is one
     * @throws IllegalArgumentException saying what is wrong
     */
    static Run parse(QueryStringDecoder query, @Nullable String blob) {
        String[] parts = query.path().split("/", -1);
        if (!query.path().startsWith(CHUNKS) || parts.length != 6) {
            throw new IllegalArgumentException(
                    "expected " + CHUNKS + "{manifest}/{ordinal}/{chunk}, not " + query.path());
        }
        return new Run(
                new ManifestId(parts[3]),
                number("ordinal", parts[4], 0, Long.MAX_VALUE),
                number("chunk", parts[5], 0, Long.MAX_VALUE),
                (int) number("count", parameter(query, "count", "1"), 1, MOST),
                mode(parameter(query, "mode", "held")),
                (int) number("hops", parameter(query, "hops", "1"), 1, 1_000),
                number("epoch", parameter(query, "epoch", "0"), 0, Long.MAX_VALUE),
                number("warm", parameter(query, "warm", "0"), 0, 1) == 1,
                blob == null ? null : version(blob));
    }

    private static BlobVersion version(String header) {
        try {
            return BlobVersion.decode(Base64.getUrlDecoder().decode(header));
        } catch (MalformedException malformed) {
            throw new IllegalArgumentException(BLOB + ": " + malformed.getMessage(), malformed);
        }
    }

    private static String parameter(QueryStringDecoder query, String name, String absent) {
        @Nullable List<String> values = query.parameters().get(name);
        return values == null || values.isEmpty() ? absent : values.getFirst();
    }

    private static Mode mode(String text) {
        for (Mode mode : Mode.values()) {
            if (mode.name().equalsIgnoreCase(text)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("mode must be held, stored, fill, warm, origin or origin_warm");
    }

    private static long number(String what, String text, long least, long most) {
        try {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(what + " must be a number", e);
        }
        throw new IllegalArgumentException(what + " must be " + least + " to " + most);
    }
}
