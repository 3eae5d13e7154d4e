package dev.larder.crds;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.dataset.Dataset;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;

/** Reads our objects, and refuses the unknown fields that the types themselves ignore. */
final class StrictYaml {
    private static final ObjectMapper STRICT = new ObjectMapper(new YAMLFactory())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public JsonIgnoreProperties.Value findPropertyIgnoralByName(
                        MapperConfig<?> config, Annotated annotated) {
                    return JsonIgnoreProperties.Value.empty();
                }
            });

    private StrictYaml() {}

    static HasMetadata read(String yaml) throws IOException {
        return yaml.contains("\nkind: " + CacheCluster.KIND)
                ? STRICT.readValue(yaml, CacheCluster.class)
                : STRICT.readValue(yaml, Dataset.class);
    }
}
