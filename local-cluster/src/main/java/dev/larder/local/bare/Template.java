package dev.larder.local.bare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text beside this class in which {@code @NAME@} stands for a value. */
record Template(String text) {
    private static final Pattern NAME = Pattern.compile("@([A-Z_]+)@");

    static Template named(String file) {
        try (var in = Template.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("not on the class path: " + file);
            }
            return new Template(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalArgumentException when the text names a value that is not there */
    String fill(Map<String, String> values) {
        return NAME.matcher(text).replaceAll(match -> {
            var value = values.get(match.group(1));
            if (value == null) {
                throw new IllegalArgumentException("no value for " + match.group());
            }
            return Matcher.quoteReplacement(value);
        });
    }
}
