package dev.larder.crds.dataset;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.larder.crds.LarderApi;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * Blobs that a CacheCluster keeps near their readers.
 *
 * <p>The short name is {@code dset}, because {@code ds} is kubectl's word for DaemonSets and wins over ours.
 */
@Group(LarderApi.GROUP)
@Version(LarderApi.VERSION)
@Plural("datasets")
@ShortNames("dset")
@JsonIgnoreProperties(ignoreUnknown = true)
@AdditionalPrinterColumn(name = "Objects", jsonPath = ".status.objects", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Size", jsonPath = ".status.summary.size", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Warm", jsonPath = ".status.summary.warm", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Rate", jsonPath = ".status.summary.rate", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "ETA", jsonPath = ".status.summary.eta", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.conditions[?(@.type==\"Warm\")].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Reason",
        jsonPath = ".status.summary.reason",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@ValidationRule(
        value = "self.metadata.name.size() <= 40 && self.metadata.name.matches('^[a-z0-9]+(-[a-z0-9]+)*$')",
        message =
                "the name of a Dataset becomes part of the address that clients read from: use at most 40 characters of"
                        + " a-z, 0-9 and single '-', without '.'")
public class Dataset extends CustomResource<DatasetSpec, DatasetStatus> implements Namespaced {
    public static final String KIND = "Dataset";
}
