package dev.larder.model.blob;

/**
 * Names one blob: storage account (or a virtual account such as {@code imagenet--vision}), container and path.
 *
 * @param account 1 to 400 of {@code a-z 0-9 . -}, beginning and ending with a letter or digit
 * @param container 3 to 63 of {@code a-z 0-9 -}, or one of {@code $root}, {@code $web}, {@code $logs}
 * @param path 1 to 1,024 UTF-16 units without a leading slash; no control characters, unpaired surrogates, or segments
 *     {@code .} and {@code ..}
 */
public record BlobRef(String account, String container, String path) {
    public static final int MAX_PATH_LENGTH = 1024;

    private static final int MAX_ACCOUNT_LENGTH = 400;
    private static final int MIN_CONTAINER_LENGTH = 3;
    private static final int MAX_CONTAINER_LENGTH = 63;

    /** @throws IllegalArgumentException saying which part is wrong and what is expected */
    public BlobRef {
        requireAccount(account);
        requireContainer(container);
        requirePath(path);
    }

    /**
     * Parses {@code account/container/path}, with or without a leading slash; nothing is percent-decoded.
     *
     * @throws IllegalArgumentException if the text has another form
     */
    public static BlobRef parse(String text) {
        int start = text.startsWith("/") ? 1 : 0;
        int container = text.indexOf('/', start) + 1;
        int path = container == 0 ? 0 : text.indexOf('/', container) + 1;
        if (path == 0) {
            throw new IllegalArgumentException("not of the form account/container/path: " + quote(text));
        }
        return new BlobRef(
                text.substring(start, container - 1), text.substring(container, path - 1), text.substring(path));
    }

    /** @throws IllegalArgumentException if it is no account name */
    public static String requireAccount(String account) {
        if (account.length() > MAX_ACCOUNT_LENGTH || !isName(account, true)) {
            throw new IllegalArgumentException("account must be lower-case letters and digits: " + quote(account));
        }
        return account;
    }

    /** @throws IllegalArgumentException if it is no container name */
    public static String requireContainer(String container) {
        boolean named = container.length() >= MIN_CONTAINER_LENGTH
                && container.length() <= MAX_CONTAINER_LENGTH
                && isName(container, false);
        if (!named && !container.equals("$root") && !container.equals("$web") && !container.equals("$logs")) {
            throw new IllegalArgumentException(
                    "container must be 3 to 63 lower-case letters, digits and hyphens: " + quote(container));
        }
        return container;
    }

    /** @throws IllegalArgumentException if no blob can have this path */
    public static String requirePath(String path) {
        String fault = BlobPaths.fault(path);
        if (fault != null) {
            throw new IllegalArgumentException("blob path " + fault + ": " + quote(path));
        }
        return path;
    }

    /** By hand: this is done several times per request, and a regular expression makes garbage each time. */
    private static boolean isName(String text, boolean dots) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean inner = i > 0 && i < text.length() - 1;
            if (!isLetterOrDigit(c) && !(inner && (c == '-' || (dots && c == '.')))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    private static String quote(String text) {
        return '"' + (text.length() > 80 ? text.substring(0, 80) + "..." : text) + '"';
    }

    @Override
    public String toString() {
        return account + "/" + container + "/" + path;
    }
}
