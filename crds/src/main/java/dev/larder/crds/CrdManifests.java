package dev.larder.crds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The CustomResourceDefinitions as the chart installs them: YAML, one document each. */
public final class CrdManifests {
    private static final String DIRECTORY = "/META-INF/larder/crds/";

    private CrdManifests() {}

    /** {@code cacheclusters.larder.dev}. */
    public static String cacheCluster() {
        return read("cacheclusters.larder.dev.yaml");
    }

    /** {@code datasets.larder.dev}. */
    public static String dataset() {
        return read("datasets.larder.dev.yaml");
    }

    public static List<String> all() {
        return List.of(cacheCluster(), dataset());
    }

    private static String read(String file) {
        try (var in = CrdManifests.class.getResourceAsStream(DIRECTORY + file)) {
            if (in == null) {
                throw new IllegalStateException(DIRECTORY + file + " is missing from the larder-crds jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
