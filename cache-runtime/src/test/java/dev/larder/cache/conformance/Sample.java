package dev.larder.cache.conformance;

import com.azure.storage.blob.models.BlobHttpHeaders;
import dev.larder.cache.node.TestData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The blobs that are read. */
final class Sample {

    /** Has every header and some metadata. */
    static final String RICH = "plain.txt";

    /** Longer than the longest range whose checksum the service computes. */
    static final String BIG = "big.bin";

    static final String EMPTY = "empty";

    /** What clients and servers disagree about when one of them encodes once too often or too seldom. */
    static final List<String> ODD_NAMES = List.of(
            "a b.txt",
            "a+b.txt",
            "100%.txt",
            "twice%2541.txt",
            "literal%41.txt",
            "double//slash.txt",
            "hash#tag.txt",
            "what?.txt",
            "semi;colon&more=less.txt",
            "quote'\"<angle>.txt",
            "[x]{y}(z)~!$*,@:.txt",
            "ünï/日本語.txt",
            "smile 😀.txt",
            "dir/a.txt",
            "dir/sub/b.txt",
            "dir/sub/c.txt",
            "dir-x.txt",
            "dir.txt",
            "Upper.TXT");

    private Sample() {}

    static void put(TestData data) throws IOException {
        var text = "Hello, cache. Hello, cache.".getBytes(StandardCharsets.UTF_8);
        var headers = new BlobHttpHeaders()
                .setContentType("text/plain; charset=utf-8")
                .setContentLanguage("en")
                .setContentDisposition("attachment; filename=\"plain.txt\"")
                .setCacheControl("max-age=60")
                .setContentMd5(md5(text));
        data.put(RICH, text, headers, Map.of("owner", "Ada & <Bob>", "Team_7", "vision"));
        var big = new byte[(9 << 19) + 123];
        new Random(7).nextBytes(big);
        data.put(BIG, big);
        data.put(EMPTY, new byte[0]);
        for (var name : ODD_NAMES) {
            data.put(name, ("This is " + name).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
