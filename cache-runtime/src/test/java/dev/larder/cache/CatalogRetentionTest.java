package dev.larder.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.catalog.ServedCatalog;
import dev.larder.cache.store.Retention.Keep;
import dev.larder.model.blob.Geometry;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.catalog.NetworkBudgets;
import dev.larder.model.catalog.Retention;
import dev.larder.model.catalog.WarmUp;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogRetentionTest {

    @Test
    void itIsWhatTheDatasetSays() {
        ServedCatalog served = new ServedCatalog();
        CatalogRetention retention = new CatalogRetention(served);
        assertThat(retention.of("lazy")).as("before there is a catalog").isEqualTo(Keep.PINNED);
        served.update(
                new Catalog(
                        1,
                        List.of(),
                        List.of(
                                dataset("full", WarmUp.FULL, Retention.of(WarmUp.FULL, 5)),
                                dataset("lazy", WarmUp.ON_DEMAND, Retention.of(WarmUp.ON_DEMAND, -7)),
                                dataset("loose", WarmUp.FULL, new Retention(false, 3, 1000)),
                                dataset("kept", WarmUp.ON_DEMAND, new Retention(true, 0, 2000))),
                        NetworkBudgets.DEFAULT),
                id -> null);
        assertThat(retention.of("full")).isEqualTo(Keep.PINNED);
        assertThat(retention.of("lazy")).isEqualTo(Keep.evictable(-7));
        assertThat(retention.of("loose")).isEqualTo(Keep.evictable(3).within(1000));
        assertThat(retention.of("kept")).isEqualTo(Keep.PINNED.within(2000));
        assertThat(retention.of("gone")).isEqualTo(Keep.evictable(Integer.MIN_VALUE));
        assertThat(retention.with("pool", Keep.evictable(-2000)).of("pool")).isEqualTo(Keep.evictable(-2000));
        assertThat(retention.with("pool", Keep.evictable(-2000)).of("lazy")).isEqualTo(Keep.evictable(-7));
    }

    private static DatasetEntry dataset(String uid, WarmUp warmUp, Retention retention) {
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
                0,
                false,
                0,
                0,
                retention,
                List.of());
    }
}
