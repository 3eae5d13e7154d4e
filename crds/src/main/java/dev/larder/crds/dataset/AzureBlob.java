package dev.larder.crds.dataset;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** A part of a container: the blobs below a prefix that match. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "self.account == oldSelf.account && self.container == oldSelf.container",
        message =
                "account and container of a Dataset cannot be changed: create a Dataset with another name for the other"
                        + " container, wait until it is warm, then delete this one")
public record AzureBlob(
        @Required
        @Size(min = 3, max = 24)
        @ValidationRule(
                value = "self.matches('^[a-z0-9]+$')",
                message = "the name of a storage account has only lower-case letters and digits, for example contoso")
        @JsonPropertyDescription(
                "Storage account; the CacheCluster must list it in spec.origins. Cannot be changed later.")
        String account,

        @Required
        @Size(min = 3, max = 63)
        @ValidationRule(
                value = "self.matches('^([a-z0-9]+(-[a-z0-9]+)*|[$]root|[$]web|[$]logs)$')",
                message =
                        "the name of a container has only lower-case letters, digits and single '-', for example train")
        @JsonPropertyDescription("Container of the account. Cannot be changed later.")
        String container,

        @Default("\"\"")
        @Size(max = 1024)
        @ValidationRule(
                value = "!self.startsWith('/')",
                message = "a prefix does not begin with '/', because names of blobs do not: write imagenet/ instead of"
                        + " /imagenet/")
        @JsonPropertyDescription(
                "Only blobs whose names begin so, for example imagenet/. Everything in the container by default.")
        String prefix,

        @Size(max = 64)
        @ValidationRule(
                value = "self.all(g, g.size() >= 1 && g.size() <= 512 && !g.startsWith('/'))",
                message = "a pattern has 1 to 512 characters and does not begin with '/', for example **/*.tar")
        @ValidationRule(
                value = "self.all(g, !g.matches('[^/{,][*][*]|[*][*][^/},]'))",
                message = "'**' in a pattern stands alone between slashes: write **/*.tar instead of **.tar")
        @JsonPropertyDescription(
                "Patterns of which a blob must match one, against its name after the prefix: * matches within a"
                        + " directory, ? one character, ** any number of directories (**/*.tar also matches x.tar), {a,b} either,"
                        + " [0-9] one of a class. All blobs by default.")
        List<String> include,

        @Size(max = 64)
        @ValidationRule(
                value = "self.all(g, g.size() >= 1 && g.size() <= 512 && !g.startsWith('/'))",
                message = "a pattern has 1 to 512 characters and does not begin with '/', for example **/*.tar")
        @ValidationRule(
                value = "self.all(g, !g.matches('[^/{,][*][*]|[*][*][^/},]'))",
                message = "'**' in a pattern stands alone between slashes: write **/*.tar instead of **.tar")
        @JsonPropertyDescription("Patterns of which a blob must match none; written as in include, and stronger.")
        List<String> exclude) {

    public AzureBlob {
        prefix = prefix == null ? "" : prefix;
        include = include == null ? List.of() : List.copyOf(include);
        exclude = exclude == null ? List.of() : List.copyOf(exclude);
    }
}
