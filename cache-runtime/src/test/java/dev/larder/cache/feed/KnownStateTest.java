package dev.larder.cache.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.catalog.Catalog;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownStateTest {
    private static final Catalog CATALOG = new Catalog(7, List.of(), List.of());
    private static final ClusterMap MAP = ClusterMap.empty(Levels.aks())
            .edit()
            .join("n", Location.of("z", "p", ""), "10.0.0.1", 8701, 1)
            .build();

    @TempDir
    private Path directory;

    @Test
    void aMapOfAnotherVersionDoesNotTakeTheCatalogWithIt() throws IOException {
        keep();
        spoil("map");
        try (KnownState next = new KnownState(directory, () -> {})) {
            assertThat(next.map().size()).isZero();
            assertThat(next.catalog()).isEqualTo(CATALOG);
        }
    }

    @Test
    void aSpoiltCatalogDoesNotTakeTheMapWithIt() throws IOException {
        keep();
        spoil("catalog");
        try (KnownState next = new KnownState(directory, () -> {})) {
            assertThat(next.map()).isEqualTo(MAP);
            assertThat(next.catalog()).isEqualTo(Catalog.EMPTY);
        }
    }

    private void keep() {
        try (KnownState state = new KnownState(directory, () -> {})) {
            state.map(MAP);
            state.catalog(CATALOG);
            state.keep();
        }
    }

    /** As another version of it would begin. */
    private void spoil(String name) throws IOException {
        byte[] stored = Files.readAllBytes(directory.resolve(name));
        stored[3] ^= 1;
        Files.write(directory.resolve(name), stored);
    }
}
