package dev.larder.model.blob;

import org.jspecify.annotations.Nullable;

/**
 * What a blob path may be. Azure refuses control characters, HTTP clients and proxies fold {@code .} and {@code ..}
 * segments, and an unpaired surrogate has no UTF-8 form, so such a path could not be asked for, or not unambiguously.
 */
final class BlobPaths {
    private BlobPaths() {}

    static @Nullable String fault(String path) {
        if (path.isEmpty() || path.length() > BlobRef.MAX_PATH_LENGTH) {
            return "must have 1 to " + BlobRef.MAX_PATH_LENGTH + " characters";
        }
        if (path.charAt(0) == '/') {
            return "must not begin with a slash";
        }
        int segment = 0;
        for (int i = 0; i <= path.length(); i++) {
            char c = i == path.length() ? '/' : path.charAt(i);
            if (c == '/') {
                if (isDots(path, segment, i)) {
                    return "must not have a segment . or ..";
                }
                segment = i + 1;
            } else if (c < 0x20 || c == 0x7f) {
                return "must not have control characters";
            } else if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == path.length()
                        || !Character.isLowSurrogate(path.charAt(i + 1))) {
                    return "must not have unpaired surrogates";
                }
                i++;
            }
        }
        return null;
    }

    private static boolean isDots(String path, int start, int end) {
        int length = end - start;
        return (length == 1 || length == 2) && path.charAt(start) == '.' && path.charAt(end - 1) == '.';
    }
}
