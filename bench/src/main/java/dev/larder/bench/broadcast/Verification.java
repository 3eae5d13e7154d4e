package dev.larder.bench.broadcast;

import dev.larder.bench.surroundings.Blobs;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/** Reads every blob from every node's blob port, and compares each byte with the file that the origin serves. */
final class Verification {
    private static final int THREADS = 2;
    private static final int BUFFER = 1 << 20;
    private static final int PATIENCE_MILLIS = 60_000;

    private Verification() {}

    /** How many of them serve exactly the blobs. */
    static int nodesThatServe(Blobs blobs, List<Integer> nodes) throws IOException, InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<Boolean>> answers = nodes.stream()
                    .map(node -> threads.submit(() -> serves(blobs, node)))
                    .collect(Collectors.toList());
            int right = 0;
            for (Future<Boolean> answer : answers) {
                right += answer.get() ? 1 : 0;
            }
            return right;
        } catch (ExecutionException e) {
            throw new IOException("a node could not be read", e.getCause());
        }
    }

    private static boolean serves(Blobs blobs, int node) throws IOException, URISyntaxException {
        for (String path : blobs.sizes().keySet()) {
            Path file = blobs.root().resolve(blobs.target().substring(1) + path);
            URI blob = new URI("http", null, Site.address(node), Fleet.BLOB_PORT, blobs.target() + path, null, null);
            HttpURLConnection connection = (HttpURLConnection) blob.toURL().openConnection();
            connection.setReadTimeout(PATIENCE_MILLIS);
            try (FileChannel source = FileChannel.open(file);
                    InputStream served = connection.getInputStream()) {
                if (!isEqual(served, source.map(FileChannel.MapMode.READ_ONLY, 0, source.size()))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isEqual(InputStream served, MappedByteBuffer source) throws IOException {
        byte[] buffer = new byte[BUFFER];
        int at = 0;
        for (int count = served.read(buffer); count >= 0; count = served.read(buffer)) {
            if (count > source.limit() - at
                    || !ByteBuffer.wrap(buffer, 0, count).equals(source.slice(at, count))) {
                return false;
            }
            at += count;
        }
        return at == source.limit();
    }
}
