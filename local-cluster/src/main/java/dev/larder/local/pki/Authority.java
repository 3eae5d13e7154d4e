package dev.larder.local.pki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A certificate authority of one cluster. It signs with ECDSA on P-256; its certificates are valid for ten years, longer
 * than any local cluster lives.
 */
public final class Authority {
    private static final Duration LIFE = Duration.ofDays(3_650);
    private static final Duration SKEW = Duration.ofHours(1);
    private static final int RSA_BITS = 2048;
    private static final Pattern IPV4 = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");
    private static final String NAME = "larder-local";
    private static final byte[] SIGNATURE_ALGORITHM = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));

    private final String certificate;
    private final PrivateKey key;

    private Authority(String certificate, PrivateKey key) {
        this.certificate = certificate;
        this.key = key;
    }

    /** A new authority, kept in {@code ca.crt} and {@code ca.key} of the directory. */
    public static Authority create(Path directory) {
        var pair = newKey();
        var subject = Subject.client(NAME);
        var extensions = List.of(
                extension("2.5.29.19", true, Der.sequence(Der.yes())),
                // digitalSignature, keyCertSign and cRLSign
                extension("2.5.29.15", true, Der.bits(1, new byte[] {(byte) 0b1000_0110})));
        var authority =
                new Authority(sign(subject, pair.getPublic(), extensions, pair.getPrivate()), pair.getPrivate());
        new Credential(
                        authority.certificate,
                        Pem.write("PRIVATE KEY", pair.getPrivate().getEncoded()))
                .write(directory, "ca");
        return authority;
    }

    /** The authority that {@link #create} left in that directory. */
    public static Authority open(Path directory) {
        try {
            var spec = new PKCS8EncodedKeySpec(Pem.read(Files.readString(directory.resolve("ca.key"))));
            return new Authority(
                    Files.readString(directory.resolve("ca.crt")),
                    KeyFactory.getInstance("EC").generatePrivate(spec));
        } catch (IOException e) {
            throw new UncheckedIOException("no certificate authority in " + directory, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the certificate authority's key is damaged: " + directory, e);
        }
    }

    /** Its own certificate in PEM. */
    public String certificate() {
        return certificate;
    }

    /** A certificate for a client, or for a server when the subject has hosts, with a new key on P-256. */
    public Credential issue(Subject subject) {
        return issue(subject, newKey());
    }

    /**
     * With an RSA key: some clients, such as Fabric8's, read no other unless they are told to. Takes a second or more,
     * where {@link #issue} takes milliseconds.
     */
    public Credential issueRsa(Subject subject) {
        return issue(subject, newRsaKey());
    }

    private Credential issue(Subject subject, KeyPair pair) {
        var extensions = new ArrayList<byte[]>();
        extensions.add(extension("2.5.29.15", true, Der.bits(7, new byte[] {(byte) 0b1000_0000})));
        var purpose = subject.hosts().isEmpty() ? "1.3.6.1.5.5.7.3.2" : "1.3.6.1.5.5.7.3.1";
        extensions.add(extension("2.5.29.37", false, Der.sequence(Der.oid(purpose))));
        if (!subject.hosts().isEmpty()) {
            var names = subject.hosts().stream().map(Authority::generalName).toArray(byte[][]::new);
            extensions.add(extension("2.5.29.17", false, Der.sequence(names)));
        }
        return new Credential(
                sign(subject, pair.getPublic(), extensions, key),
                Pem.write("PRIVATE KEY", pair.getPrivate().getEncoded()));
    }

    private static String sign(Subject subject, PublicKey publicKey, List<byte[]> extensions, PrivateKey signer) {
        var now = Instant.now();
        var content = Der.sequence(
                Der.explicit(0, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(120, new SecureRandom()).add(BigInteger.ONE)),
                SIGNATURE_ALGORITHM,
                name(Subject.client(NAME)),
                Der.sequence(Der.time(now.minus(SKEW)), Der.time(now.plus(LIFE))),
                name(subject),
                publicKey.getEncoded(),
                Der.explicit(3, Der.sequence(extensions.toArray(byte[][]::new))));
        try {
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(signer);
            signature.update(content);
            return Pem.write("CERTIFICATE", Der.sequence(content, SIGNATURE_ALGORITHM, Der.bits(0, signature.sign())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK signs with ECDSA", e);
        }
    }

    private static byte[] name(Subject subject) {
        var parts = new ArrayList<byte[]>();
        subject.organizations().forEach(o -> parts.add(Der.set(Der.sequence(Der.oid("2.5.4.10"), Der.text(o)))));
        parts.add(Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.text(subject.commonName()))));
        return Der.sequence(parts.toArray(byte[][]::new));
    }

    private static byte[] generalName(String host) {
        if (!IPV4.matcher(host).matches()) {
            return Der.implicit(2, host.getBytes(StandardCharsets.US_ASCII));
        }
        try {
            return Der.implicit(7, InetAddress.getByName(host).getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address: " + host, e);
        }
    }

    private static byte[] extension(String oid, boolean critical, byte[] value) {
        return critical
                ? Der.sequence(Der.oid(oid), Der.yes(), Der.octets(value))
                : Der.sequence(Der.oid(oid), Der.octets(value));
    }

    static KeyPair newRsaKey() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(RSA_BITS);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has RSA", e);
        }
    }

    private static KeyPair newKey() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }
}
