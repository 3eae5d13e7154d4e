package dev.larder.local.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The few files outside of Java that programs expect to find in a root file system. */
final class RootFiles {
    /** User and group that the containers run as. */
    static final int USER = 65532;

    private RootFiles() {}

    /**
     * Files and empty directories of the root.
     *
     * @param work where the sources of the files are written
     */
    static List<ImageFile> in(Path work) {
        try {
            Files.createDirectories(work);
            var empty = Files.createDirectories(work.resolve("empty"));
            var files = new ArrayList<ImageFile>();
            files.add(text(work, "/etc/passwd", """
                    root:x:0:0:root:/:/sbin/nologin
                    larder:x:%d:%d:larder:/tmp:/sbin/nologin
                    """.formatted(USER, USER)));
            files.add(text(work, "/etc/group", """
                    root:x:0:
                    larder:x:%d:
                    """.formatted(USER)));
            files.add(text(work, "/etc/nsswitch.conf", "hosts: files dns\n"));
            // Everybody may write here; with a read-only root a volume is mounted over it.
            files.add(new ImageFile(empty, "/tmp", "777"));
            return List.copyOf(files);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + work, e);
        }
    }

    private static ImageFile text(Path work, String target, String text) throws IOException {
        var source = work.resolve(target.substring(1).replace('/', '-'));
        Files.writeString(source, text);
        return new ImageFile(source, target, "644");
    }
}
