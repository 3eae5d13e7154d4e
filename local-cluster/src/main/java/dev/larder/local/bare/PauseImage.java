package dev.larder.local.bare;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import dev.larder.local.machine.MachineException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;

/** The image of the container that holds a pod's namespaces: one static program. */
final class PauseImage {
    private PauseImage() {}

    /** Writes the image as an archive. */
    static void write(Path program, Path archive) {
        try {
            Jib.fromScratch()
                    .addFileEntriesLayer(FileEntriesLayer.builder()
                            .addEntry(program, AbsoluteUnixPath.get("/pause"), FilePermissions.fromOctalString("755"))
                            .build())
                    .setEntrypoint("/pause")
                    .setUser("65535:65535")
                    .containerize(Containerizer.to(TarImage.at(archive).named(NodeFiles.PAUSE_IMAGE))
                            .setOfflineMode(true));
        } catch (InvalidImageReferenceException
                | RegistryException
                | IOException
                | CacheDirectoryCreationException
                | ExecutionException e) {
            throw new MachineException("the pause image cannot be written: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MachineException("interrupted while the pause image was written", e);
        }
    }
}
