package dev.larder.cache.conformance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * An answer as it came over the wire, on a connection that was closed after it.
 *
 * @param bytes all of it
 * @param headers by name in lower case
 * @param body without what chunked encoding adds
 */
record RawAnswer(byte[] bytes, int status, Map<String, String> headers, byte[] body) {
    private static final int TIMEOUT_MILLIS = 60_000;

    /** @param head of a request without a body, with {@code Connection: close} and the empty line at its end */
    static RawAnswer of(InetSocketAddress server, String head) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(server, TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            return parse(socket.getInputStream().readAllBytes());
        }
    }

    private static RawAnswer parse(byte[] bytes) throws IOException {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new IOException("no answer: " + text);
        }
        String[] lines = text.substring(0, end).split("\r\n");
        Map<String, String> headers = headers(lines);
        byte[] rest = Arrays.copyOfRange(bytes, end + 4, bytes.length);
        boolean chunked = "chunked".equalsIgnoreCase(headers.get("transfer-encoding"));
        return new RawAnswer(bytes, Integer.parseInt(lines[0].split(" ")[1]), headers, chunked ? joined(rest) : rest);
    }

    /** Those of a head, whose first line is no header. */
    static Map<String, String> headers(String[] lines) {
        Map<String, String> headers = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip());
        }
        return headers;
    }

    private static byte[] joined(byte[] chunked) {
        String text = new String(chunked, StandardCharsets.ISO_8859_1);
        var whole = new ByteArrayOutputStream();
        int at = 0;
        while (at < text.length()) {
            int line = text.indexOf("\r\n", at);
            int length = Integer.parseInt(text.substring(at, line), 16);
            whole.write(chunked, line + 2, length);
            at = line + 2 + length + 2;
        }
        return whole.toByteArray();
    }
}
