package dev.larder.crds.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.larder.crds.size.DataSize;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** What a CacheCluster should be. Absent parts take the defaults of the schema. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "!has(self.onDemand) || !has(self.onDemand.rules)"
                + " || self.onDemand.rules.all(r, self.origins.exists(o, o.account == r.account))",
        message = "every account of spec.onDemand.rules must be one of spec.origins, whose credential reads it")
public record CacheClusterSpec(
        @Required @JsonPropertyDescription("The nodes that run a cache pod.")
        NodeSelection nodes,

        @Default("{}")
        @JsonPropertyDescription(
                "How nodes nest into domains, from wide to narrow. Defaults to the labels of AKS. Cannot be"
                        + " changed later.")
        @ValidationRule(
                value = "self == oldSelf",
                message = "spec.topology cannot be changed, because every copy would move at once: create another"
                        + " CacheCluster with the new topology, move the Datasets there, then delete this one")
        Topology topology,

        @Required @JsonPropertyDescription("Where each node keeps cached bytes.")
        Storage storage,

        @Default(CacheClusterSpec.DEFAULT_CHUNK_SIZE)
        @Size(max = 16)
        @JsonPropertyDescription(
                "Size of the pieces that are moved and checked: a power of two from 64Ki to 64Mi. The default is what Azure"
                        + " clients read at a time. Cannot be changed later.")
        @ValidationRule(
                value = "self in ['64Ki','128Ki','256Ki','512Ki','1Mi','2Mi','4Mi','8Mi','16Mi','32Mi','64Mi']",
                message = "spec.chunkSize must be a power of two from 64Ki to 64Mi, for example 4Mi")
        @ValidationRule(
                value = "self == oldSelf",
                message = "spec.chunkSize cannot be changed, because it says what the cached bytes are: create another"
                        + " CacheCluster with the new size and another disk path, move the Datasets there, then delete this"
                        + " one")
        String chunkSize,

        @Default("{}") @JsonPropertyDescription("Ports of the cache nodes, and what warm-up may take of the network.")
        Network network,

        @Required
        @Size(min = 1, max = 32)
        @JsonPropertyDescription(
                "The storage accounts that may be cached, and how to read them. One entry per account.")
        List<Origin> origins,

        @Default("{}") @JsonPropertyDescription("Which Datasets may use this CacheCluster.")
        AllowedDatasets allowedDatasets,

        @Default("{}") @JsonPropertyDescription("What is kept of blobs that no Dataset lists. By default nothing.")
        OnDemand onDemand,

        @Default("{}") @JsonPropertyDescription("How cache pods run.")
        CacheRuntime runtime) {

    public static final String DEFAULT_CHUNK_SIZE = "4Mi";

    public CacheClusterSpec {
        topology = topology == null ? Topology.DEFAULT : topology;
        chunkSize = chunkSize == null ? DEFAULT_CHUNK_SIZE : chunkSize;
        network = network == null ? Network.DEFAULT : network;
        origins = origins == null ? List.of() : List.copyOf(origins);
        allowedDatasets = allowedDatasets == null ? AllowedDatasets.DEFAULT : allowedDatasets;
        onDemand = onDemand == null ? OnDemand.DEFAULT : onDemand;
        runtime = runtime == null ? CacheRuntime.DEFAULT : runtime;
    }

    /** The parsed {@link #chunkSize}, in bytes. */
    public int chunkBytes() {
        return Math.toIntExact(DataSize.parse(chunkSize).bytes());
    }
}
