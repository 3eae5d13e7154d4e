package dev.larder.crds;

import static java.util.Objects.requireNonNull;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** What the generator cannot be told by annotations. */
final class SchemaTouches implements CRDPostProcessor {
    private final Map<String, Class<? extends HasMetadata>> kinds;
    private final Map<String, Object> types;

    @SuppressWarnings("unchecked") // the file is ours
    SchemaTouches(Map<String, Class<? extends HasMetadata>> kinds) {
        this.kinds = kinds;
        this.types =
                Serialization.unmarshal(SchemaTouches.class.getResourceAsStream("/kubernetes/types.yaml"), Map.class);
    }

    @Override
    public HasMetadata process(HasMetadata resource, String version) {
        var crd = (CustomResourceDefinition) resource;
        var kind = requireNonNull(kinds.get(crd.getSpec().getNames().getKind()));
        var served = crd.getSpec().getVersions().getFirst();
        served.getAdditionalPrinterColumns().sort(Comparator.comparingInt(c -> columnOrder(kind, c)));
        var root = served.getSchema().getOpenAPIV3Schema();
        // Without this an object without a spec would be accepted.
        root.setRequired(List.of("spec"));
        root.setDescription(
                crd.getSpec().getNames().getKind().equals("Dataset")
                        ? "Blobs that a CacheCluster keeps on the nodes that will read them."
                        : "Nodes that cache together, and the storage accounts that they may cache.");
        requireNonNull(root.getProperties().get("spec")).setDescription("What you want.");
        requireNonNull(root.getProperties().get("status")).setDescription("What is; written by the operator.");
        visit(root, "");
        return crd;
    }

    private static int columnOrder(Class<?> kind, CustomResourceColumnDefinition column) {
        return Arrays.stream(kind.getAnnotationsByType(AdditionalPrinterColumn.class))
                .map(AdditionalPrinterColumn::name)
                .toList()
                .indexOf(column.getName());
    }

    private void visit(JSONSchemaProps schema, String path) {
        // A rule on a record component is seen once at the field and once at the accessor.
        schema.setXKubernetesValidations(new ArrayList<>(new LinkedHashSet<>(schema.getXKubernetesValidations())));
        for (var property : schema.getProperties().entrySet()) {
            JSONSchemaProps value = property.getValue();
            switch (path + "." + property.getKey()) {
                case ".spec.nodes.selector", ".spec.allowedDatasets.namespaces.selector" ->
                    property.setValue(kubernetes("labelSelector", value));
                case ".spec.runtime.resources" -> property.setValue(kubernetes("resources", value));
                case ".spec.nodes.tolerations" ->
                    value.getItems()
                            .setSchema(kubernetes("toleration", value.getItems().getSchema()));
                case ".spec.runtime.env" -> {
                    value.getItems()
                            .setSchema(kubernetes("envVar", value.getItems().getSchema()));
                    keyedBy(value, "name");
                }
                case ".status.conditions" -> {
                    value.getItems()
                            .setSchema(kubernetes("condition", value.getItems().getSchema()));
                    keyedBy(value, "type");
                }
                case ".spec.topology.levels", ".status.groups", ".status.zones" -> keyedBy(value, "name");
                case ".spec.origins" -> keyedBy(value, "account");
                // Bounds what the rule about patterns can cost; the generator has no bound for the items of a list.
                case ".spec.source.azureBlob.include", ".spec.source.azureBlob.exclude" ->
                    value.getItems().getSchema().setMaxLength(512L);
                default -> {}
            }
            visit(property.getValue(), path + "." + property.getKey());
        }
        if (schema.getItems() != null && schema.getItems().getSchema() != null) {
            visit(schema.getItems().getSchema(), path + "[]");
        }
    }

    private JSONSchemaProps kubernetes(String type, JSONSchemaProps generated) {
        JSONSchemaProps schema = Serialization.unmarshal(Serialization.asYaml(types.get(type)), JSONSchemaProps.class);
        schema.setDescription(generated.getDescription());
        return schema;
    }

    /** Entries are told apart, merged and kept unique by that property. */
    private static void keyedBy(JSONSchemaProps list, String property) {
        list.setXKubernetesListType("map");
        list.setXKubernetesListMapKeys(List.of(property));
        var required = new LinkedHashSet<>(list.getItems().getSchema().getRequired());
        required.add(property);
        list.getItems().getSchema().setRequired(new ArrayList<>(required));
    }
}
