package dev.larder.local.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's own certificate code is the judge. */
class AuthorityTest {
    @TempDir
    Path directory;

    @Test
    void serverCertificatesNameTheirHostsAndVerify() throws GeneralSecurityException {
        var authority = Authority.create(directory);
        var issued =
                authority.issue(Subject.server("kube-apiserver", List.of("10.70.0.254", "kubernetes.default.svc")));
        var certificate = parse(issued.certificate());
        validate(certificate, parse(authority.certificate()));
        assertThat(certificate.getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(List.of(7, "10.70.0.254"), List.of(2, "kubernetes.default.svc"));
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    }

    @Test
    void clientCertificatesCarryUserGroupsAndAKeyThatFits() throws GeneralSecurityException {
        var issued = Authority.create(directory).issueRsa(Subject.client("system:node:a", "system:nodes"));
        var certificate = parse(issued.certificate());
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=system:node:a,O=system:nodes");
        var key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(Pem.read(issued.key())));
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key);
        signature.update((byte) 1);
        var signed = signature.sign();
        signature.initVerify(certificate);
        signature.update((byte) 1);
        assertThat(signature.verify(signed)).isTrue();
    }

    @Test
    void aReopenedAuthorityIssuesForTheSameRoot() throws GeneralSecurityException {
        var root = parse(Authority.create(directory).certificate());
        validate(parse(Authority.open(directory).issue(Subject.client("a")).certificate()), root);
        assertThat(root.getBasicConstraints()).isGreaterThan(0);
    }

    @Test
    void objectIdentifiersAndLongValuesAreEncodedAsX690Says() {
        assertThat(Der.oid("1.2.840.113549")).containsExactly(6, 6, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d);
        assertThat(Der.octets(new byte[200])).startsWith(4, 0x81, 200).hasSize(203);
        assertThat(Der.octets(new byte[300])).startsWith(4, 0x82, 1, 44).hasSize(304);
    }

    private static void validate(X509Certificate certificate, X509Certificate root) throws GeneralSecurityException {
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
        parameters.setRevocationEnabled(false);
        var path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate));
        CertPathValidator.getInstance("PKIX").validate(path, parameters);
    }

    private static X509Certificate parse(String pem) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }
}
