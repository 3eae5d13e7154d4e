package dev.larder.local.pki;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Text form of keys and certificates. */
final class Pem {
    private static final int WIDTH = 64;

    private Pem() {}

    static String write(String label, byte[] der) {
        var body = Base64.getMimeEncoder(WIDTH, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    /** The bytes of the first block. */
    static byte[] read(String pem) {
        return Base64.getMimeDecoder()
                .decode(pem.replaceAll("(?s)-----BEGIN [^-]*-----(.*?)-----END .*", "$1")
                        .strip());
    }
}
