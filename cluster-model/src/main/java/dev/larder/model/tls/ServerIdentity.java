package dev.larder.model.tls;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a TLS server proves itself with: a certificate, those that lead from it to its authority, and its private key.
 * The operator tells people of a pair that cannot be used by the same rules by which cache nodes refuse it.
 *
 * @param chain at least one; the first is the server's own
 * @param key belongs to the first certificate
 */
public record ServerIdentity(List<X509Certificate> chain, PrivateKey key) {

    /** Names of the parts in a Secret of type {@code kubernetes.io/tls}, and of its files when it is mounted. */
    public static final String CERTIFICATE_FILE = "tls.crt";

    public static final String KEY_FILE = "tls.key";

    /** What came of reading a pair. */
    public sealed interface Outcome {
        record Usable(ServerIdentity identity) implements Outcome {}

        /** @param why for a person, without a secret */
        record Unusable(String why) implements Outcome {}
    }

    public ServerIdentity {
        chain = List.copyOf(chain);
    }

    /**
     * Reads certificate and key and sees whether they belong together. Whether the certificate is still valid is for the
     * caller to ask.
     *
     * @param certificates PEM, the server's own first
     * @param key PEM: PKCS #8, PKCS #1 or SEC 1, not encrypted
     */
    public static Outcome read(byte[] certificates, byte[] key) {
        try {
            List<X509Certificate> chain = chain(certificates);
            if (chain.isEmpty()) {
                return new Outcome.Unusable(CERTIFICATE_FILE + " has no certificate in PEM form");
            }
            PublicKey known = chain.getFirst().getPublicKey();
            return switch (PrivateKeys.read(key, known)) {
                case PrivateKeys.Outcome.Unusable(String why) -> new Outcome.Unusable(KEY_FILE + " " + why);
                case PrivateKeys.Outcome.Usable(PrivateKey found) ->
                    belongs(found, known)
                            ? new Outcome.Usable(new ServerIdentity(chain, found))
                            : new Outcome.Unusable(KEY_FILE + " is not the key of the first certificate in "
                                    + CERTIFICATE_FILE + ", which is of "
                                    + chain.getFirst().getSubjectX500Principal().getName());
            };
        } catch (CertificateException unreadable) {
            return new Outcome.Unusable(CERTIFICATE_FILE + " cannot be read: " + unreadable.getMessage());
        }
    }

    /** When clients stop to believe it: the earliest end of the chain's certificates. */
    public Instant expires() {
        return chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    private static List<X509Certificate> chain(byte[] text) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> chain = new ArrayList<>();
        for (PemBlock block : PemBlock.all(text)) {
            if (block.label().equals("CERTIFICATE")) {
                chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.content())));
            }
        }
        return chain;
    }

    /** What one signs the other can check. */
    private static boolean belongs(PrivateKey key, PublicKey known) {
        byte[] something = "larder".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        try {
            Signature signature =
                    Signature.getInstance(key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
            signature.initSign(key);
            signature.update(something);
            byte[] signed = signature.sign();
            signature.initVerify(known);
            signature.update(something);
            return signature.verify(signed);
        } catch (GeneralSecurityException different) {
            return false;
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return chain.getFirst().getSubjectX500Principal().getName() + " until " + expires();
    }
}
