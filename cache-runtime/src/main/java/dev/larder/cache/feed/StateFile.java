package dev.larder.cache.feed;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A small file that is replaced as a whole: after a crash or power cut it has the old content or the new. */
public final class StateFile {

    private static final Logger LOG = LoggerFactory.getLogger(StateFile.class);

    private final Path path;

    public StateFile(Path path) {
        this.path = path;
    }

    /** Blocks on the disk. Not for two threads at once. */
    public void write(byte[] content) throws IOException {
        Path next = path.resolveSibling(path.getFileName() + ".next");
        try (FileChannel file = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                file.write(rest);
            }
            file.force(true);
        }
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Null if there is none, or it cannot be read. */
    public byte @Nullable [] read() {
        try {
            return Files.readAllBytes(path);
        } catch (NoSuchFileException absent) {
            return null;
        } catch (IOException e) {
            LOG.warn("cannot read {}: {}", path, e.toString());
            return null;
        }
    }
}
