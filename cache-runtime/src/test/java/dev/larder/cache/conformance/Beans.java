package dev.larder.cache.conformance;

import com.azure.core.util.ExpandableEnum;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What Java's client hands out, as maps and lists of all that its getters say. */
final class Beans {

    private Beans() {}

    static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            case Collection<?> list -> list.stream().map(Beans::plain).toList();
            case Map<?, ?> map -> {
                var copy = new TreeMap<String, @Nullable Object>();
                map.forEach((key, each) -> copy.put(String.valueOf(key), plain(each)));
                yield copy;
            }
            case ExpandableEnum<?> constant -> constant.toString();
            case Enum<?> constant -> constant.toString();
            default -> value.getClass().getName().startsWith("com.azure.") ? bean(value) : value.toString();
        };
    }

    static Map<String, Object> sha(byte[] content) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(content);
            return Map.of("bytes", content.length, "sha256", HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static Object bean(Object value) {
        var said = new TreeMap<String, @Nullable Object>();
        for (var method : value.getClass().getMethods()) {
            if (isGetter(method)) {
                try {
                    said.put(method.getName(), plain(method.invoke(value)));
                } catch (InvocationTargetException | IllegalAccessException e) {
                    said.put(method.getName(), e.toString());
                }
            }
        }
        return said;
    }

    private static boolean isGetter(Method method) {
        return method.getParameterCount() == 0
                && method.getDeclaringClass() != Object.class
                && (method.getName().startsWith("get") || method.getName().startsWith("is"));
    }
}
