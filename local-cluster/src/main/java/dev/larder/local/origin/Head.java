package dev.larder.local.origin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** The start line and headers of a message, kept byte for byte so that they can be passed on unchanged. */
record Head(byte[] raw, String startLine, List<String> headers) {

    static Head parse(byte[] raw) throws IOException {
        var lines = new String(raw, StandardCharsets.ISO_8859_1).split("\r\n");
        if (lines.length == 0 || lines[0].split(" ", 3).length < 2) {
            throw new IOException("not an HTTP message");
        }
        return new Head(raw, lines[0], List.of(lines).subList(1, lines.length));
    }

    /** The first word: the method of a request. */
    String method() {
        return startLine.split(" ", 3)[0];
    }

    /** The second word of a request, exactly as it was sent. */
    String target() {
        return startLine.split(" ", 3)[1];
    }

    /** The second word of an answer. */
    int status() throws IOException {
        try {
            return Integer.parseInt(startLine.split(" ", 3)[1]);
        } catch (NumberFormatException e) {
            throw new IOException("not an HTTP answer: " + startLine, e);
        }
    }

    /** The value of the first header of that name; empty when there is none. */
    String header(String name) {
        for (var header : headers) {
            int colon = header.indexOf(':');
            if (colon == name.length() && header.regionMatches(true, 0, name, 0, colon)) {
                return header.substring(colon + 1).strip();
            }
        }
        return "";
    }

    boolean chunked() {
        return header("Transfer-Encoding").toLowerCase(Locale.ROOT).contains("chunked");
    }

    /** What {@code Content-Length} says, or -1 without one. */
    long contentLength() throws IOException {
        var value = header("Content-Length");
        try {
            return value.isEmpty() ? -1 : Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IOException("Content-Length is not a number: " + value, e);
        }
    }

    /** Whether the sender ends the connection after this message. */
    boolean closes() {
        return header("Connection").toLowerCase(Locale.ROOT).contains("close") || startLine.contains("HTTP/1.0");
    }
}
