package dev.larder.crds.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How cache pods run. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CacheRuntime(
        @Size(min = 1, max = 512)
        @JsonPropertyDescription("Image of the cache node. Defaults to the one that the operator was installed with.")
        @Nullable
        String image,

        @Default("IfNotPresent") @JsonPropertyDescription("When the kubelet pulls the image.")
        PullPolicy imagePullPolicy,

        @JsonPropertyDescription("Requests and limits of the cache container.") @Nullable
        ResourceRequirements resources,

        @Size(min = 1, max = 253)
        @JsonPropertyDescription("PriorityClass of the cache pods, so that jobs do not push them off their nodes.")
        @Nullable
        String priorityClassName,

        @Default("false")
        @JsonPropertyDescription(
                "Write a line of JSON per request of a blob client to the cache container's standard output. Credentials"
                        + " and SAS signatures are left out.")
        Boolean accessLog,

        @Size(max = 32)
        @ValidationRule(
                value = "self.all(e, !e.name.startsWith('LARDER_'))",
                message = "environment variables that begin with LARDER_ are set by the operator: remove them from"
                        + " spec.runtime.env")
        @JsonPropertyDescription(
                "Further environment variables of the cache container, such as JAVA_TOOL_OPTIONS or HTTPS_PROXY.")
        List<EnvVar> env) {

    public static final CacheRuntime DEFAULT =
            new CacheRuntime(null, PullPolicy.IF_NOT_PRESENT, null, null, false, List.of());

    public CacheRuntime {
        imagePullPolicy = imagePullPolicy == null ? PullPolicy.IF_NOT_PRESENT : imagePullPolicy;
        accessLog = accessLog != null && accessLog;
        env = env == null ? List.of() : List.copyOf(env);
    }

    /** As in a Pod; {@link #text()} is the word there. */
    public enum PullPolicy {
        @JsonProperty("Always")
        ALWAYS("Always"),
        @JsonProperty("IfNotPresent")
        IF_NOT_PRESENT("IfNotPresent"),
        @JsonProperty("Never")
        NEVER("Never");

        private final String text;

        PullPolicy(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }
}
