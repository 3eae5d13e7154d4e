package dev.larder.crds.dataset;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** When copies are made. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WarmUp(
        @Default("Full") @JsonPropertyDescription("Full fetches everything at once; OnDemand fetches what is read.")
        Strategy strategy,

        @Default("0") @Min(-1000) @Max(1000) @JsonPropertyDescription("Datasets with a higher number are warmed first.")
        Integer priority,

        @Default("false")
        @JsonPropertyDescription("Stops warming up; what is held stays, and reads still fetch what they need.")
        Boolean suspend) {

    public static final WarmUp DEFAULT = new WarmUp(Strategy.FULL, 0, false);

    public WarmUp {
        strategy = strategy == null ? Strategy.FULL : strategy;
        priority = priority == null ? 0 : priority;
        suspend = suspend != null && suspend;
    }

    /** What makes a node fetch. */
    public enum Strategy {
        @JsonProperty("Full")
        FULL,
        @JsonProperty("OnDemand")
        ON_DEMAND
    }
}
