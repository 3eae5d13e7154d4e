package dev.larder.crds.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import org.jspecify.annotations.Nullable;

/** Which Datasets may use a CacheCluster, said as the Gateway API says which Routes may use a listener. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AllowedDatasets(
        @Default("{}") @JsonPropertyDescription("Namespaces whose Datasets are admitted.")
        Namespaces namespaces) {

    public static final AllowedDatasets DEFAULT = new AllowedDatasets(new Namespaces(From.SAME, null));

    public AllowedDatasets {
        namespaces = namespaces == null ? DEFAULT.namespaces() : namespaces;
    }

    /** Where admitted Datasets live. */
    public enum From {
        @JsonProperty("All")
        ALL,
        @JsonProperty("Same")
        SAME,
        @JsonProperty("Selector")
        SELECTOR
    }

    /** Namespaces by rule or by label. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "(self.from == 'Selector') == has(self.selector)",
            message = "allowedDatasets.namespaces has a selector if, and only if, from is Selector")
    public record Namespaces(
            @Default("Same")
            @JsonPropertyDescription(
                    "All namespaces, the Same one as the CacheCluster's, or those that the Selector selects.")
            From from,

            @JsonPropertyDescription("Labels of admitted namespaces, when from is Selector.") @Nullable
            LabelSelector selector) {

        public Namespaces {
            from = from == null ? From.SAME : from;
        }
    }
}
