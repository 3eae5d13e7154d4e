package dev.larder.crds.dataset;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** What should be warm, and where. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "self.warmUp.strategy != 'Full' || has(self.retention.pinned) || !has(self.retention.priority)",
        message =
                "with strategy Full a Dataset is pinned and gives way to none: set retention.pinned to false, or leave"
                        + " retention.priority out")
public record DatasetSpec(
        @Required
        @JsonPropertyDescription("The CacheCluster that keeps the Dataset. Cannot be changed later.")
        @ValidationRule(
                value = "self == oldSelf",
                message = "spec.cacheClusterRef cannot be changed: create a Dataset with another name for the other"
                        + " CacheCluster, wait until it is warm, then delete this one")
        CacheClusterRef cacheClusterRef,

        @Required @JsonPropertyDescription("The blobs, as they are at the origin.")
        Source source,

        @Default("{}") @JsonPropertyDescription("Where copies are kept.")
        Placement placement,

        @Default("{}") @JsonPropertyDescription("When copies are made.")
        WarmUp warmUp,

        @Default("{}") @JsonPropertyDescription("What is kept when the nodes' disks are full.")
        Retention retention) {

    public DatasetSpec {
        placement = placement == null ? Placement.DEFAULT : placement;
        warmUp = warmUp == null ? WarmUp.DEFAULT : warmUp;
        retention = retention == null ? Retention.DEFAULT : retention;
    }
}
