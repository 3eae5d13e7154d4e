package dev.larder.operator.cachecluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is wrong with a pair is told in the cache nodes' own words; those are tested there, with real certificates. */
class CertificatesTest {

    private static final Instant NOW = Instant.parse("2026-11-28T05:00:00Z");

    @Test
    void aSecretOfAnotherKindIsTold() {
        assertThat(Certificates.trouble(Map.of(), NOW)).contains("tls.crt has no certificate in PEM form");
        assertThat(Certificates.trouble(Map.of("tls.crt", base64("a certificate"), "tls.key", "!"), NOW))
                .contains("tls.crt has no certificate in PEM form");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
}
