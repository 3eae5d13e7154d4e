package dev.larder.cache.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.local.pki.Credential;
import dev.larder.model.tls.ServerIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys in all forms that tools write them in. */
class ServerIdentityTest {

    /** Where the key itself begins in the PKCS #8 form of the JDK. */
    private static final int RSA_2048_AT = 26;

    private static final int EC_P256_AT = 28;

    @TempDir
    Path directory;

    private TestAuthority authority;

    @BeforeEach
    void start() throws IOException {
        authority = new TestAuthority(directory);
    }

    @Test
    void pkcs8() {
        var ec = authority.issue("ec");
        assertThat(identity(ec.certificate(), ec.key()).key().getAlgorithm()).isEqualTo("EC");
        var rsa = authority.issueRsa("rsa");
        assertThat(identity(rsa.certificate(), rsa.key()).key().getAlgorithm()).isEqualTo("RSA");
    }

    @Test
    void pkcs1AndSec1() {
        var rsa = authority.issueRsa("rsa");
        assertThat(identity(rsa.certificate(), pem("RSA PRIVATE KEY", inner(rsa, RSA_2048_AT))))
                .isEqualTo(identity(rsa.certificate(), rsa.key()));
        var ec = authority.issue("ec");
        var parameters = pem("EC PARAMETERS", new byte[] {6, 8, 42, -122, 72, -50, 61, 3, 1, 7});
        assertThat(identity(ec.certificate(), parameters + pem("EC PRIVATE KEY", inner(ec, EC_P256_AT))))
                .isEqualTo(identity(ec.certificate(), ec.key()));
    }

    @Test
    void theChainIsKeptAndTheFirstOfItCounts() {
        var own = authority.issue("own");
        var other = authority.issue("other");
        var chain = "Bag Attributes\n" + own.certificate() + "\n" + other.certificate();
        assertThat(identity(chain, own.key()).chain()).hasSize(2);
        assertThat(refusal(chain, other.key()))
                .isEqualTo("tls.key is not the key of the first certificate in tls.crt, which is of CN=own");
    }

    @Test
    void whatCannotBeUsedIsSaid() {
        var own = authority.issue("own");
        var rsa = authority.issueRsa("rsa");
        assertThat(refusal("", own.key())).isEqualTo("tls.crt has no certificate in PEM form");
        assertThat(refusal(own.certificate(), "")).isEqualTo("tls.key has no private key in PEM form");
        assertThat(refusal(own.certificate(), own.certificate())).isEqualTo("tls.key has no private key in PEM form");
        assertThat(refusal(own.certificate(), rsa.key())).isEqualTo("tls.key is no readable EC key");
        assertThat(refusal(pem("CERTIFICATE", new byte[40]), own.key())).startsWith("tls.crt cannot be read: ");
        assertThat(refusal(own.certificate(), pem("EC PRIVATE KEY", new byte[40])))
                .isEqualTo("tls.key is no readable EC key");
        var encrypted = "tls.key is encrypted: store it without a password";
        assertThat(refusal(own.certificate(), pem("ENCRYPTED PRIVATE KEY", new byte[40])))
                .isEqualTo(encrypted);
        var old = pem("EC PRIVATE KEY", new byte[40])
                .replaceFirst("\n", "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00FF\n\n");
        assertThat(refusal(own.certificate(), old)).isEqualTo(encrypted);
    }

    @Test
    void doesNotShowItsKey() {
        var own = authority.issue("own");
        assertThat(identity(own.certificate(), own.key()).toString()).startsWith("CN=own until 20");
    }

    private static ServerIdentity identity(String certificate, String key) {
        var outcome = read(certificate, key);
        assertThat(outcome).isInstanceOf(ServerIdentity.Outcome.Usable.class);
        return ((ServerIdentity.Outcome.Usable) outcome).identity();
    }

    private static String refusal(String certificate, String key) {
        var outcome = read(certificate, key);
        assertThat(outcome).isInstanceOf(ServerIdentity.Outcome.Unusable.class);
        return ((ServerIdentity.Outcome.Unusable) outcome).why();
    }

    private static ServerIdentity.Outcome read(String certificate, String key) {
        return ServerIdentity.read(
                certificate.getBytes(StandardCharsets.US_ASCII), key.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] inner(Credential credential, int at) {
        var pkcs8 = Base64.getMimeDecoder().decode(credential.key().replaceAll("-----[^-]*-----", ""));
        return Arrays.copyOfRange(pkcs8, at, pkcs8.length);
    }

    private static String pem(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END "
                + label + "-----\n";
    }
}
