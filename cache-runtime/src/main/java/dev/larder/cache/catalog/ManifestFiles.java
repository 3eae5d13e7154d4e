package dev.larder.cache.catalog;

import dev.larder.model.manifest.ManifestId;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The verified manifests on this node's disk. Thread-safe. */
@FunctionalInterface
public interface ManifestFiles {

    /** Null: not here. */
    @Nullable
    Path file(ManifestId id);
}
