package dev.larder.model.tls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One block of a PEM text (RFC 7468). What stands around the blocks means nothing.
 *
 * @param label such as {@code CERTIFICATE}
 * @param encrypted by a password, in the old way with a header
 */
record PemBlock(String label, byte[] content, boolean encrypted) {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----\\s++([^-]*+(?:-[^-]++)*+)-----END \\1-----");

    /** A header's value may have a hyphen, base64 never does. */
    private static final Pattern HEADERS = Pattern.compile("\\A(?:[A-Za-z-]++:[^\\n]*+\\n)++");

    /** All that are whole. */
    static List<PemBlock> all(byte[] text) {
        List<PemBlock> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(new String(text, StandardCharsets.ISO_8859_1));
        while (block.find()) {
            String body = block.group(2);
            Matcher headers = HEADERS.matcher(body);
            int start = headers.find() ? headers.end() : 0;
            try {
                blocks.add(new PemBlock(
                        block.group(1),
                        Base64.getMimeDecoder().decode(body.substring(start)),
                        body.substring(0, start).contains("ENCRYPTED")));
            } catch (IllegalArgumentException notBase64) {
                // Not whole: whoever needs it says that it is missing.
            }
        }
        return blocks;
    }
}
