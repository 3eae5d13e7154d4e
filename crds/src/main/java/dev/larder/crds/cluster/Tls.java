package dev.larder.crds.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;

/** The port of the blob endpoint that speaks TLS. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Tls(
        @Required
        @JsonPropertyDescription(
                "A Secret of type kubernetes.io/tls in the CacheCluster's namespace. Nodes take a renewed certificate within minutes, without a restart.")
        Credential.SecretRef secretRef,

        @Default("" + Tls.DEFAULT_PORT)
        @Min(1024)
        @Max(65535)
        @JsonPropertyDescription("Port on each node for clients that speak TLS. It must be free on the node.")
        Integer port) {

    public static final int DEFAULT_PORT = 8703;

    public Tls {
        port = port == null ? DEFAULT_PORT : port;
    }
}
