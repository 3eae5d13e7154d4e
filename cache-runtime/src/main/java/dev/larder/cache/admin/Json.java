package dev.larder.cache.admin;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes maps, lists, numbers, booleans and text as JSON. */
public final class Json {

    private Json() {}

    public static String write(Map<String, ?> value) {
        StringBuilder out = new StringBuilder();
        write(value, out, "\n");
        return out.append('\n').toString();
    }

    private static void write(@Nullable Object value, StringBuilder out, String line) {
        switch (value) {
            case null -> out.append("null");
            case Map<?, ?> map -> {
                String separator = "{" + line + "  ";
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    out.append(separator);
                    text(String.valueOf(entry.getKey()), out);
                    out.append(": ");
                    write(entry.getValue(), out, line + "  ");
                    separator = "," + line + "  ";
                }
                out.append(map.isEmpty() ? "{}" : line + "}");
            }
            case List<?> list -> {
                String separator = "[" + line + "  ";
                for (Object element : list) {
                    out.append(separator);
                    write(element, out, line + "  ");
                    separator = "," + line + "  ";
                }
                out.append(list.isEmpty() ? "[]" : line + "]");
            }
            case Number number -> out.append(number);
            case Boolean truth -> out.append(truth);
            default -> text(String.valueOf(value), out);
        }
    }

    private static void text(String value, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                default -> {
                    if (c < ' ') {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
