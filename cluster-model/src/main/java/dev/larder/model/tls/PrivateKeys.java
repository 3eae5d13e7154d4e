package dev.larder.model.tls;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

/**
 * Reads private keys in the forms that tools write: PKCS #8 (openssl), PKCS #1 (cert-manager's default) and SEC 1
 * (openssl ecparam). The JDK reads the first only; the others are what the first wraps, together with the algorithm,
 * which the certificate names too.
 */
final class PrivateKeys {

    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;

    sealed interface Outcome {
        record Usable(PrivateKey key) implements Outcome {}

        record Unusable(String why) implements Outcome {}
    }

    private PrivateKeys() {}

    /** @param belongsTo the certificate's key, for its algorithm */
    static Outcome read(byte[] text, PublicKey belongsTo) {
        String algorithm = belongsTo.getAlgorithm();
        if (!algorithm.equals("RSA") && !algorithm.equals("EC")) {
            return new Outcome.Unusable("cannot be used: keys are RSA or EC, not " + algorithm);
        }
        for (PemBlock block : PemBlock.all(text)) {
            if (block.label().endsWith("PRIVATE KEY")) {
                return block.encrypted() || block.label().startsWith("ENCRYPTED")
                        ? new Outcome.Unusable("is encrypted: store it without a password")
                        : read(block, belongsTo);
            }
        }
        return new Outcome.Unusable("has no private key in PEM form");
    }

    private static Outcome read(PemBlock block, PublicKey belongsTo) {
        try {
            byte[] content =
                    block.label().equals("PRIVATE KEY") ? block.content() : wrapped(block.content(), belongsTo);
            KeyFactory factory = KeyFactory.getInstance(belongsTo.getAlgorithm());
            return new Outcome.Usable(factory.generatePrivate(new PKCS8EncodedKeySpec(content)));
        } catch (GeneralSecurityException unreadable) {
            return new Outcome.Unusable("is no readable " + belongsTo.getAlgorithm() + " key");
        }
    }

    /** {@code PrivateKeyInfo ::= SEQUENCE { version 0, algorithm, OCTET STRING key }} (RFC 5208). */
    private static byte[] wrapped(byte[] key, PublicKey belongsTo) {
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        inner.writeBytes(VERSION_0);
        inner.writeBytes(algorithm(belongsTo.getEncoded()));
        inner.writeBytes(value(OCTETS, key));
        return value(SEQUENCE, inner.toByteArray());
    }

    /** The first part of {@code SubjectPublicKeyInfo ::= SEQUENCE { algorithm, key }}, as the JDK has encoded it. */
    private static byte[] algorithm(byte[] encoded) {
        int start = 2 + lengthBytes(encoded, 1);
        int content = start + 2 + lengthBytes(encoded, start + 1);
        return Arrays.copyOfRange(encoded, start, content + length(encoded, start + 1));
    }

    /** Of a length at that place, how many bytes follow its first. */
    private static int lengthBytes(byte[] encoded, int at) {
        return (encoded[at] & 0x80) == 0 ? 0 : encoded[at] & 0x7f;
    }

    private static int length(byte[] encoded, int at) {
        int bytes = lengthBytes(encoded, at);
        if (bytes == 0) {
            return encoded[at];
        }
        int length = 0;
        for (int i = 1; i <= bytes; i++) {
            length = length << 8 | encoded[at + i] & 0xff;
        }
        return length;
    }

    private static byte[] value(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(content.length) + 7) / 8;
            out.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                out.write(content.length >> 8 * i);
            }
        }
        out.writeBytes(content);
        return out.toByteArray();
    }
}
