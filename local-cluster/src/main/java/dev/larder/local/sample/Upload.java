package dev.larder.local.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import dev.larder.local.machine.MachineException;
import dev.larder.local.origin.LocalOrigin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** Puts a tree into a container of an origin, past the counter. */
public final class Upload {
    /** Azurite runs on one core; more requests at a time only wait. */
    private static final int PARALLEL = 4;

    private static final int BLOCK = 8 * 1024 * 1024;

    private final BlobContainerClient container;

    /** Makes the container if it is not there. */
    public Upload(LocalOrigin origin, String container) {
        this.container = new BlobServiceClientBuilder()
                .connectionString(origin.directConnectionString())
                .buildClient()
                .getBlobContainerClient(container);
        this.container.createIfNotExists();
    }

    /** For changes beside the tree. */
    public BlobContainerClient container() {
        return container;
    }

    /**
     * Uploads all files; what was there under the same paths is overwritten.
     *
     * @param uploaded told the bytes that are there so far, from one thread
     * @throws MachineException when a file cannot be read or the origin refuses it
     */
    public void put(Tree tree, LongConsumer uploaded) {
        try (var threads =
                Executors.newFixedThreadPool(PARALLEL, Thread.ofVirtual().factory())) {
            var done = new ExecutorCompletionService<Leaf>(threads);
            tree.leaves().forEach(leaf -> done.submit(() -> put(leaf)));
            var bytes = new AtomicLong();
            for (int i = 0; i < tree.leaves().size(); i++) {
                uploaded.accept(bytes.addAndGet(done.take().get().size()));
            }
        } catch (ExecutionException e) {
            throw new MachineException("The upload failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MachineException("interrupted while files were uploaded", e);
        }
    }

    private Leaf put(Leaf leaf) throws IOException {
        var blob = container.getBlobClient(leaf.path()).getBlockBlobClient();
        try (var in = leaf.content().open()) {
            if (leaf.size() <= BLOCK) {
                blob.upload(BinaryData.fromBytes(in.readAllBytes()), true);
                return leaf;
            }
            var blocks = new ArrayList<String>();
            for (var block = in.readNBytes(BLOCK); block.length > 0; block = in.readNBytes(BLOCK)) {
                // All of a blob's block names must have one length.
                var name = Base64.getEncoder()
                        .encodeToString("%08d".formatted(blocks.size()).getBytes(UTF_8));
                blob.stageBlock(name, BinaryData.fromBytes(block));
                blocks.add(name);
            }
            blob.commitBlockList(blocks, true);
            return leaf;
        }
    }
}
