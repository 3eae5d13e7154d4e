package dev.larder.crds.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.time.Duration;
import java.util.Locale;

/** How blobs of some containers are kept that no Dataset lists. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OnDemandRule(
        @Required @Size(min = 3, max = 24) @JsonPropertyDescription("Name of a storage account of spec.origins.")
        String account,

        @Default("'" + OnDemandRule.ALL + "'")
        @Size(min = 1, max = 63)
        @ValidationRule(
                value = "self.matches('^[$a-z0-9*-]+$')",
                message = "container is the name of a container, in which * stands for any characters, for example"
                        + " scratch-*")
        @JsonPropertyDescription("Name of a container, in which * stands for any characters. All by default.")
        String container,

        @Required
        @JsonPropertyDescription(
                "When the storage account is asked whether there is a newer version. Never: nothing is kept. Immutable: blobs"
                        + " do not change, so once. Revalidate: again after a time. Strict: with every read.")
        Policy policy,

        @Default(OnDemandRule.DEFAULT_REVALIDATE_AFTER)
        @Size(max = 16)
        @ValidationRule(
                value = "self.matches('^([0-9]{1,5}h)?([0-9]{1,5}m)?([0-9]{1,5}s)?$') && self != ''"
                        + " && duration(self) >= duration('1s') && duration(self) <= duration('24h')",
                message =
                        "revalidateAfter is a time from 1s to 24h in hours, minutes and seconds, for example 90s or 1h30m")
        @JsonPropertyDescription(
                "Under Revalidate: for how long a version is served without asking, and so how old what is read may be.")
        String revalidateAfter,

        @Default(OnDemandRule.DEFAULT_RECHECK_ACCESS_AFTER)
        @Size(max = 16)
        @ValidationRule(
                value = "self.matches('^([0-9]{1,5}h)?([0-9]{1,5}m)?([0-9]{1,5}s)?$') && self != ''"
                        + " && duration(self) >= duration('1s') && duration(self) <= duration('1h')",
                message = "recheckAccessAfter is a time from 1s to 1h in hours, minutes and seconds, for example 5m")
        @JsonPropertyDescription(
                "For how long a credential that the storage account accepted for a blob is taken for good, and so how long"
                        + " one that was withdrawn may still read what is kept.")
        String recheckAccessAfter) {

    public static final String ALL = "*";
    public static final String DEFAULT_REVALIDATE_AFTER = "1m";
    public static final String DEFAULT_RECHECK_ACCESS_AFTER = "5m";

    public OnDemandRule {
        container = container == null ? ALL : container;
        revalidateAfter = revalidateAfter == null ? DEFAULT_REVALIDATE_AFTER : revalidateAfter;
        recheckAccessAfter = recheckAccessAfter == null ? DEFAULT_RECHECK_ACCESS_AFTER : recheckAccessAfter;
    }

    /** The parsed {@link #revalidateAfter}. */
    public int revalidateSeconds() {
        return seconds(revalidateAfter);
    }

    /** The parsed {@link #recheckAccessAfter}. */
    public int recheckAccessSeconds() {
        return seconds(recheckAccessAfter);
    }

    private static int seconds(String text) {
        return Math.toIntExact(
                Duration.parse("PT" + text.toUpperCase(Locale.ROOT)).toSeconds());
    }

    /** When a version counts as the newest. */
    public enum Policy {
        @JsonProperty("Never")
        NEVER,
        @JsonProperty("Immutable")
        IMMUTABLE,
        @JsonProperty("Revalidate")
        REVALIDATE,
        @JsonProperty("Strict")
        STRICT
    }
}
