package dev.larder.cache.blob;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** XML in the making. What XML 1.0 cannot hold even escaped becomes U+FFFD, so that the result always parses. */
final class XmlText {

    private final StringBuilder out;

    XmlText(int expected) {
        out = new StringBuilder(expected);
    }

    XmlText raw(String markup) {
        out.append(markup);
        return this;
    }

    XmlText element(String name, String text) {
        out.append('<').append(name).append('>');
        text(text);
        out.append("</").append(name).append('>');
        return this;
    }

    /** A blob's name or prefix: percent-encoded and marked so, as the service does, where XML cannot hold it. */
    XmlText nameElement(String name, String text) {
        if (text.codePoints().allMatch(XmlText::holds)) {
            return element(name, text);
        }
        var encoded = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        out.append('<').append(name).append(" Encoded=\"true\">").append(encoded);
        out.append("</").append(name).append('>');
        return this;
    }

    XmlText text(String text) {
        for (int at = 0; at < text.length(); ) {
            int c = text.codePointAt(at);
            at += Character.charCount(c);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                // A parser would turn a bare CR into LF.
                case '\r' -> out.append("&#xD;");
                default -> out.appendCodePoint(holds(c) ? c : 0xFFFD);
            }
        }
        return this;
    }

    private static boolean holds(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= 0x20 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD)
                || (c >= 0x10000 && c <= 0x10FFFF);
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
