package dev.larder.operator.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.broadcast.OriginShares;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.catalog.Credential;
import dev.larder.model.catalog.NetworkBudgets;
import dev.larder.model.catalog.OriginAccount;
import dev.larder.model.catalog.OriginLimits;
import dev.larder.model.catalog.OriginShare;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.MapEdit;
import dev.larder.model.placement.OriginReaders;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final OriginAccount ACCOUNT =
            new OriginAccount("contoso", URI.create("https://c.example"), new Credential.Anonymous());

    /** These have said that they have the newest catalog; all others are silent. */
    private static OriginShares.Known heard(String... nodes) {
        return new OriginShares.Known() {
            @Override
            public boolean confirmed(String node) {
                return Set.of(nodes).contains(node);
            }

            @Override
            public boolean gone(String node) {
                return false;
            }
        };
    }

    private static ClusterMap map(int nodes, int zones) {
        MapEdit edit = ClusterMap.empty(Levels.aks()).edit();
        for (int i = 0; i < nodes; i++) {
            edit.join("n" + i, Location.of("z" + i % zones, "gpu", ""), "10.0.0.1", 8701, 1 + i);
        }
        return edit.build();
    }

    private static OriginAccount limited(long requests) {
        return ACCOUNT.with(new OriginLimits(1 << 30, requests, List.of()));
    }

    private static Catalog catalog(OriginAccount account) {
        return new Catalog(1, List.of(account), List.of());
    }

    @Test
    void withoutLimitsNothingIsDivided() {
        assertThat(Limits.divided(ACCOUNT, NetworkBudgets.DEFAULT, false, Catalog.EMPTY, map(3, 1), heard()))
                .isEqualTo(ACCOUNT);
    }

    @Test
    void theLimitOfADatasetNeedsSharesToo() {
        OriginAccount divided =
                Limits.divided(ACCOUNT, NetworkBudgets.DEFAULT, true, Catalog.EMPTY, map(3, 1), heard());
        assertThat(divided.limits().share("n2")).isEqualTo(OriginShare.WHOLE / 2);
        assertThat(divided.limits().isNone()).isTrue();
    }

    @Test
    void whereAllNodesReadEachHasAsMuchAsItOwns() {
        OriginLimits limits = Limits.divided(
                        limited(0), NetworkBudgets.DEFAULT, false, Catalog.EMPTY, map(3, 1), heard())
                .limits();
        assertThat(limits.share("n2")).isEqualTo(OriginShare.WHOLE / 2);
        assertThat(limits.share("n0")).isEqualTo(OriginShare.WHOLE / 6);
    }

    @Test
    void readersForOthersHaveEqualParts() {
        OriginAccount divided =
                Limits.divided(limited(0).readBy(2), NetworkBudgets.DEFAULT, false, Catalog.EMPTY, map(12, 2), heard());
        assertThat(divided.limits().shares()).hasSize(4).allMatch(share -> share.share() == OriginShare.WHOLE / 4);
    }

    @Test
    void fewRequestsAreDividedAmongFewReaders() {
        OriginAccount divided =
                Limits.divided(limited(100), NetworkBudgets.DEFAULT, false, Catalog.EMPTY, map(120, 3), heard());
        assertThat(divided.readersPerZone()).isEqualTo(100 / OriginReaders.LEAST_REQUESTS / 3);
        assertThat(divided.limits().shares()).hasSize(12);
    }

    /** Of 1 GiB/s. */
    @Test
    void fewBytesAreDividedAmongFewReaders() {
        OriginAccount divided =
                Limits.divided(limited(1_000_000), NetworkBudgets.DEFAULT, false, Catalog.EMPTY, map(120, 2), heard());
        assertThat(divided.readersPerZone()).isEqualTo(4);
        assertThat(divided.limits().shares()).hasSize(8);
        assertThat(Limits.divided(
                                limited(1_000_000), NetworkBudgets.DEFAULT, false, Catalog.EMPTY, map(120, 1), heard())
                        .readersPerZone())
                .isEqualTo((int) ((1L << 30) / OriginReaders.LEAST_BYTES));
    }

    @Test
    void readersWithFastLinksAreFewerAndWithSlowOnesMore() {
        NetworkBudgets fast = new NetworkBudgets(0, 1L << 30, 0);
        assertThat(Limits.divided(limited(1_000_000), fast, false, Catalog.EMPTY, map(120, 1), heard())
                        .readersPerZone())
                .isEqualTo(6);
        NetworkBudgets slow = new NetworkBudgets(1 << 20, 1L << 30, 0);
        assertThat(Limits.divided(limited(1_000_000), slow, false, Catalog.EMPTY, map(120, 1), heard())
                        .readersPerZone())
                .isEqualTo(OriginReaders.PER_ZONE);
    }

    @Test
    void aNewNodeGetsItsShareOnceAllOthersHaveConfirmed() {
        OriginAccount two =
                Limits.divided(limited(0), NetworkBudgets.DEFAULT, false, Catalog.EMPTY, map(2, 1), heard());
        ClusterMap three = map(3, 1);
        OriginAccount told =
                Limits.divided(limited(0), NetworkBudgets.DEFAULT, false, catalog(two), three, heard("n0", "n1"));
        assertThat(told.limits().share("n2")).isZero();
        assertThat(Limits.divided(limited(0), NetworkBudgets.DEFAULT, false, catalog(told), three, heard("n0")))
                .isEqualTo(told);
        OriginAccount done =
                Limits.divided(limited(0), NetworkBudgets.DEFAULT, false, catalog(told), three, heard("n0", "n1"));
        assertThat(done.limits().share("n2")).isEqualTo(OriginShare.WHOLE / 2);
        assertThat(Limits.divided(limited(0), NetworkBudgets.DEFAULT, false, catalog(done), three, heard()))
                .isEqualTo(done);
    }
}
