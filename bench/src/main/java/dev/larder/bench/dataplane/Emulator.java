package dev.larder.bench.dataplane;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.models.PublicAccessType;
import dev.larder.bench.surroundings.Blobs;
import dev.larder.local.azurite.Azurite;
import dev.larder.local.azurite.StorageAccount;
import dev.larder.local.machine.Directories;
import dev.larder.local.machine.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Azurite, with the blobs in a container that anybody may read. */
final class Emulator {
    private static final String NAME = "Azurite";

    private Emulator() {}

    /** Needs a way to npm's registry the first time. */
    static Azurite install(Progress progress) {
        return Azurite.install(Directories.ofUser(), progress);
    }

    static Server start(Path work, Blobs blobs) throws IOException, InterruptedException {
        Azurite azurite = install(Progress.silent());
        StorageAccount account = StorageAccount.generate(Blobs.ACCOUNT);
        int port = Server.freePort();
        List<String> command = new ArrayList<>(List.of("env"));
        azurite.environment(account).forEach((name, value) -> command.add(name + "=" + value));
        command.addAll(azurite.guarded("127.0.0.1", port, Files.createDirectories(work.resolve("azurite"))));
        Server server = new Server(NAME, port, Program.server(work.resolve("azurite.log"), command)).started();
        BlobContainerClient container = new BlobServiceClientBuilder()
                .connectionString(account.connectionString("127.0.0.1:" + port))
                .buildClient()
                .getBlobContainerClient(blobs.container());
        container.createWithResponse(null, PublicAccessType.BLOB, null, null);
        for (String path : blobs.sizes().keySet()) {
            container
                    .getBlobClient(path)
                    .uploadFromFile(blobs.root()
                            .resolve(Blobs.ACCOUNT)
                            .resolve(blobs.container())
                            .resolve(path)
                            .toString());
        }
        return server;
    }
}
