package dev.larder.crds.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Ports of a cache node, and what warm-up may take of the network. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "self.blobPort != self.peerPort && self.peerPort != self.adminPort && self.adminPort != self.blobPort",
        message = "spec.network.blobPort, peerPort and adminPort must be three different ports")
@ValidationRule(
        value = "!has(self.tls) || !(self.tls.port in [self.blobPort, self.peerPort, self.adminPort])",
        message = "spec.network.tls.port must differ from blobPort, peerPort and adminPort, for example 8703")
public record Network(
        @Default("" + Network.DEFAULT_BLOB_PORT)
        @Min(1024)
        @Max(65535)
        @JsonPropertyDescription("Port on each node at which Azure Blob clients read. It must be free on the node.")
        Integer blobPort,

        @Default("" + Network.DEFAULT_PEER_PORT)
        @Min(1024)
        @Max(65535)
        @JsonPropertyDescription("Port at which cache nodes read from each other.")
        Integer peerPort,

        @Default("" + Network.DEFAULT_ADMIN_PORT)
        @Min(1024)
        @Max(65535)
        @JsonPropertyDescription("Port of health checks and metrics.")
        Integer adminPort,

        @Default("false")
        @JsonPropertyDescription(
                "Run cache pods in the node's own network: saves the overhead of the pod network, and makes all three ports ports of the node.")
        Boolean hostNetwork,

        @JsonPropertyDescription(
                "A second port for Azure Blob clients, which speaks TLS: Azure's SDKs send bearer tokens over https only. Without it there is plain HTTP only.")
        @Nullable
        Tls tls,

        @Default("{}") @JsonPropertyDescription("What warm-up may take of the network. Reads are never held back.")
        WarmUpBudgets warmUp) {

    public static final int DEFAULT_BLOB_PORT = 8700;
    public static final int DEFAULT_PEER_PORT = 8701;
    public static final int DEFAULT_ADMIN_PORT = 8702;
    public static final Network DEFAULT =
            new Network(DEFAULT_BLOB_PORT, DEFAULT_PEER_PORT, DEFAULT_ADMIN_PORT, false, null, WarmUpBudgets.DEFAULT);

    public Network {
        blobPort = blobPort == null ? DEFAULT_BLOB_PORT : blobPort;
        peerPort = peerPort == null ? DEFAULT_PEER_PORT : peerPort;
        adminPort = adminPort == null ? DEFAULT_ADMIN_PORT : adminPort;
        hostNetwork = hostNetwork != null && hostNetwork;
        warmUp = warmUp == null ? WarmUpBudgets.DEFAULT : warmUp;
    }
}
