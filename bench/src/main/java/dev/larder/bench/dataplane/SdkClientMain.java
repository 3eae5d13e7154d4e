package dev.larder.bench.dataplane;

import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobClientBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/**
 * Reads streams with Azure's Java SDK, as anybody would: nothing is set but the endpoint. Reads orders from standard input
 * and answers each with a line: {@code check URL} with the SHA-256 of the blob, {@code read URL MILLIS} with bytes and
 * nanoseconds of whole reads.
 */
final class SdkClientMain {
    private static final int BUFFER = 1 << 16;

    private SdkClientMain() {}

    public static void main(String[] arguments) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = System.out;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            try {
                BlobClient blob = new BlobClientBuilder().endpoint(words[1]).buildClient();
                out.println("check".equals(words[0]) ? check(blob) : read(blob, Long.parseLong(words[2])));
            } catch (IOException | RuntimeException e) {
                out.println("failed: " + String.valueOf(e).replace('\n', ' '));
            }
        }
    }

    private static String check(BlobClient blob) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        byte[] buffer = new byte[BUFFER];
        try (InputStream stream = blob.openInputStream()) {
            for (int got = stream.read(buffer); got >= 0; got = stream.read(buffer)) {
                digest.update(buffer, 0, got);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String read(BlobClient blob, long millis) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long began = System.nanoTime();
        long end = began + TimeUnit.MILLISECONDS.toNanos(millis);
        long bytes = 0;
        do {
            try (InputStream stream = blob.openInputStream()) {
                for (int got = stream.read(buffer); got >= 0; got = stream.read(buffer)) {
                    bytes += got;
                }
            }
        } while (System.nanoTime() - end < 0);
        return bytes + " " + (System.nanoTime() - began);
    }
}
