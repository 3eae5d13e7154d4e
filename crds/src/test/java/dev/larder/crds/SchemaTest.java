package dev.larder.crds;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Properties of the schemas that hold for every field. */
class SchemaTest {
    static List<CustomResourceDefinition> crds() {
        return CrdManifests.all().stream()
                .map(yaml -> Serialization.unmarshal(yaml, CustomResourceDefinition.class))
                .toList();
    }

    static JSONSchemaProps root(CustomResourceDefinition crd) {
        return crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
    }

    @ParameterizedTest
    @MethodSource("crds")
    void everyFieldIsDescribed(CustomResourceDefinition crd) {
        List<String> bare = new ArrayList<>();
        walk(root(crd), "", (path, schema) -> {
            if (schema.getDescription() == null || schema.getDescription().isBlank()) {
                bare.add(path);
            }
        });
        assertThat(bare).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("crds")
    void noRuleIsSaidTwice(CustomResourceDefinition crd) {
        walk(
                root(crd),
                "",
                (path, schema) -> assertThat(schema.getXKubernetesValidations())
                        .as(path)
                        .doesNotHaveDuplicates()
                        .allSatisfy(
                                rule -> assertThat(rule.getMessage()).as(path).isNotBlank()));
    }

    /** The API server estimates the cost of rules by these bounds, and refuses the CRD where they are missing. */
    @ParameterizedTest
    @MethodSource("crds")
    void everyListOfTheSpecIsBounded(CustomResourceDefinition crd) {
        walk(requireNonNull(root(crd).getProperties().get("spec")), "spec", (path, schema) -> {
            if ("array".equals(schema.getType())) {
                assertThat(schema.getMaxItems()).as(path).isNotNull();
            }
        });
    }

    interface Visitor {
        void visit(String path, JSONSchemaProps schema);
    }

    static void walk(JSONSchemaProps schema, String path, Visitor visitor) {
        schema.getProperties().forEach((name, value) -> {
            visitor.visit(path + "." + name, value);
            walk(value, path + "." + name, visitor);
        });
        if (schema.getItems() != null && schema.getItems().getSchema() != null) {
            walk(schema.getItems().getSchema(), path + "[]", visitor);
        }
    }
}
