package dev.larder.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.catalog.ServedCatalog;
import dev.larder.cache.store.Retention.Keep;
import dev.larder.model.blob.Geometry;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.catalog.NetworkBudgets;
import dev.larder.model.catalog.WarmUp;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogRetentionTest {

    @Test
    void whatIsReadOnDemandGivesWayByItsPriority() {
        ServedCatalog served = new ServedCatalog();
        CatalogRetention retention = new CatalogRetention(served);
        assertThat(retention.of("lazy")).as("before there is a catalog").isEqualTo(Keep.PINNED);
        served.update(
                new Catalog(
                        1,
                        List.of(),
                        List.of(dataset("full", WarmUp.FULL, 5), dataset("lazy", WarmUp.ON_DEMAND, -7)),
                        NetworkBudgets.DEFAULT),
                id -> null);
        assertThat(retention.of("full")).isEqualTo(Keep.PINNED);
        assertThat(retention.of("lazy")).isEqualTo(Keep.evictable(-7));
        assertThat(retention.of("gone")).isEqualTo(Keep.PINNED);
        assertThat(retention.with("pool", Keep.evictable(-2000)).of("pool")).isEqualTo(Keep.evictable(-2000));
        assertThat(retention.with("pool", Keep.evictable(-2000)).of("lazy")).isEqualTo(Keep.evictable(-7));
    }

    private static DatasetEntry dataset(String uid, WarmUp warmUp, int priority) {
        return new DatasetEntry(
                uid,
                "ns",
                uid,
                "account",
                "container",
                new Geometry(4 << 20, 16 << 20),
                "Zone",
                1,
                warmUp,
                priority,
                false,
                List.of());
    }
}
