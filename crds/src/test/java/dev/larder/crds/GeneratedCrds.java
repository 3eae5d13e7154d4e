package dev.larder.crds;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.dataset.Dataset;
import io.fabric8.crdv2.generator.CRDGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The CRDs as the record types define them, by file name. */
final class GeneratedCrds {
    private GeneratedCrds() {}

    static Map<String, String> generate(Path scratch) {
        new CRDGenerator()
                .customResourceClasses(CacheCluster.class, Dataset.class)
                .withPostProcessor(
                        new SchemaTouches(Map.of(CacheCluster.KIND, CacheCluster.class, Dataset.KIND, Dataset.class)))
                .withMinQuotes(true)
                .inOutputDir(scratch.toFile())
                .generate();
        try (var files = Files.list(scratch)) {
            return files.collect(Collectors.toMap(
                    f -> f.getFileName().toString().replace("-v1.yml", ".yaml"),
                    f -> quoted(read(f)),
                    (a, b) -> a,
                    TreeMap::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The writer takes these for plain words; YAML 1.1, which Helm and kubectl read, takes them for booleans. */
    private static String quoted(String yaml) {
        return yaml.replaceAll("(?m)^( *- )(True|False)$", "$1\"$2\"");
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
