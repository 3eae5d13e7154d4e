package dev.larder.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Who is to own the store's directory. */
record StoreOwner(int uid, int gid) {

    /** @throws IllegalArgumentException if it is not {@code UID} or {@code UID:GID} */
    static StoreOwner parse(String text) {
        String[] parts = text.split(":", -1);
        try {
            int uid = Integer.parseInt(parts[0]);
            int gid = parts.length > 1 ? Integer.parseInt(parts[1]) : uid;
            if (parts.length <= 2 && uid >= 0 && gid >= 0) {
                return new StoreOwner(uid, gid);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(expected(text), e);
        }
        throw new IllegalArgumentException(expected(text));
    }

    private static String expected(String text) {
        return "--owner must be UID or UID:GID in numbers, not " + text;
    }

    /**
     * Makes the directory if there is none and gives it to this owner, and its {@code state} too. Needs the right to
     * change owners and nothing else: it neither lists nor opens what is inside.
     */
    void give(Path directory) throws IOException {
        Files.createDirectories(directory);
        giveOne(directory);
        Path state = directory.resolve("state");
        if (Files.isDirectory(state, LinkOption.NOFOLLOW_LINKS)) {
            giveOne(state);
        }
    }

    private void giveOne(Path path) throws IOException {
        if (!Integer.valueOf(gid).equals(Files.getAttribute(path, "unix:gid", LinkOption.NOFOLLOW_LINKS))) {
            Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
        }
        if (!Integer.valueOf(uid).equals(Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS))) {
            Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        }
    }
}
