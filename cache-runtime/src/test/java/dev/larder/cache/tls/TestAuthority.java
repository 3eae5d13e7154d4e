package dev.larder.cache.tls;

import dev.larder.local.pki.Authority;
import dev.larder.local.pki.Credential;
import dev.larder.local.pki.Subject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Makes certificates for 127.0.0.1, and clients that trust them. */
public final class TestAuthority {

    private final Authority authority;

    /** @param directory where it keeps its own key */
    public TestAuthority(Path directory) throws IOException {
        authority = Authority.create(Files.createDirectories(directory));
    }

    public Credential issue(String name) {
        return authority.issue(Subject.server(name, List.of("127.0.0.1")));
    }

    Credential issueRsa(String name) {
        return authority.issueRsa(Subject.server(name, List.of("127.0.0.1")));
    }

    /** As the files of a Secret. */
    public static Path write(Path directory, String certificate, String key) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("tls.crt"), certificate);
        Files.writeString(directory.resolve("tls.key"), key);
        return directory;
    }

    public static Path write(Path directory, Credential credential) throws IOException {
        return write(directory, credential.certificate(), credential.key());
    }

    public SSLContext client() throws GeneralSecurityException, IOException {
        var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry(
                "authority",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(authority.certificate().getBytes(StandardCharsets.US_ASCII))));
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
