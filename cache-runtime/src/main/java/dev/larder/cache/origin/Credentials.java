package dev.larder.cache.origin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/**
 * The credentials of storage accounts as files: {@code <directory>/<account>/account-key}, {@code sas-token} or
 * {@code connection-string}, as Kubernetes mounts Secrets.
 */
public record Credentials(Path directory) {

    private static final int LONGEST = 64 << 10;

    /** @throws IllegalArgumentException if there is no such file; the message names it, never its content */
    public String read(String account, String file) {
        Path path = directory.resolve(account).resolve(file);
        try {
            if (Files.size(path) > LONGEST) {
                throw new IllegalArgumentException("credential file " + path + " is longer than " + LONGEST + " bytes");
            }
            String value = Files.readString(path).strip();
            if (value.isEmpty()) {
                throw new IllegalArgumentException("credential file " + path + " is empty");
            }
            return value;
        } catch (IOException e) {
            throw new IllegalArgumentException("credential file " + path + " cannot be read: " + e, e);
        }
    }

    /** When the account's files were replaced last; a rotated Secret shows here. */
    FileTime changed(String account) {
        FileTime newest = FileTime.fromMillis(0);
        for (String file : new String[] {"account-key", "sas-token", "connection-string"}) {
            Path path = directory.resolve(account).resolve(file);
            if (Files.exists(path)) {
                newest = later(newest, path);
            }
        }
        return newest;
    }

    private static FileTime later(FileTime time, Path path) {
        try {
            FileTime changed = Files.getLastModifiedTime(path);
            return changed.compareTo(time) > 0 ? changed : time;
        } catch (IOException goneAgain) {
            return time;
        }
    }
}
