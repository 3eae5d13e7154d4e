package dev.larder.cache.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.feed.MapView;
import dev.larder.model.catalog.NetworkBudgets;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.MapEdit;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkBudgetsTest {

    private static final int MANY = 1 << 30;

    private long now = 5 * LinkBudgets.TICK_NANOS;
    private NetworkBudgets budgets = NetworkBudgets.DEFAULT;
    private MapView map = MapView.of(zones("a1", "a2", "b1"), "a1");

    @Test
    void byDefaultAQuarterOfACardWhoseSpeedIsKnown() {
        LinkBudgets links = links(4_000_000);
        assertThat(links.upload(MANY, true)).isEqualTo(10_000);
        assertThat(links.download("a2", MANY, true)).isEqualTo(10_000);
        assertThat(links(0).upload(MANY, true)).isEqualTo(MANY);
    }

    @Test
    void whatTheCatalogSaysGoesFromTheNextTickOn() {
        LinkBudgets links = links(4_000_000);
        links.upload(1, true);
        budgets = new NetworkBudgets(300_000, 500_000, 0);
        links.upload(1, true);
        now += links.pauseNanos();
        assertThat(links.upload(MANY, true)).isEqualTo(3_000);
        assertThat(links.upload(MANY, true)).isZero();
        assertThat(links.download("b1", MANY, true)).isEqualTo(5_000);
    }

    @Test
    void readersAreCountedAndNeverHeldBack() {
        budgets = new NetworkBudgets(1_600_000, 0, 0);
        LinkBudgets links = links(0);
        assertThat(links.upload(10_000, false)).isEqualTo(10_000);
        assertThat(links.upload(MANY, true)).isEqualTo(6_000);
        assertThat(links.upload(MANY, false)).isEqualTo(MANY);
    }

    @Test
    void whatCrossesZonesHasABudgetOfItsOwn() {
        budgets = new NetworkBudgets(0, 1_000_000, 400_000);
        LinkBudgets links = links(0);
        assertThat(links.download("b1", MANY, true)).as("half of the zone's").isEqualTo(2_000);
        assertThat(links.download("b1", MANY, true)).isZero();
        assertThat(links.download("a2", MANY, true))
                .as("what is left of its own")
                .isEqualTo(8_000);
    }

    @Test
    void aPartThatGrewIsTakenOnceTheOthersHaveHeard() {
        budgets = new NetworkBudgets(0, 0, 400_000);
        LinkBudgets links = links(0);
        assertThat(links.download("b1", MANY, true)).isEqualTo(2_000);
        map = MapView.of(map.map().edit().down("a2").build(), "a1");
        seconds(9);
        assertThat(links.download("b1", MANY, true)).isEqualTo(2_000);
        seconds(11);
        links.download("b1", 1, true);
        seconds(1);
        assertThat(links.download("b1", MANY, true)).isEqualTo(4_000);

        map = MapView.of(zones("a1", "a2", "a3", "a4", "b1"), "a1");
        links.download("b1", 1, true);
        seconds(1);
        assertThat(links.download("b1", MANY, true))
                .as("one that shrank is, at once")
                .isEqualTo(1_000);
    }

    @Test
    void onlyCardsHaveASpeed(@TempDir Path directory) throws Exception {
        card(directory, "eth0", "50000", true);
        card(directory, "eth1", "100000", true);
        card(directory, "down0", "-1", true);
        card(directory, "veth7", "400000", false);
        assertThat(NicSpeed.read(directory)).isEqualTo(12_500_000_000L);
        assertThat(NicSpeed.read(directory.resolve("none"))).isZero();
    }

    private static void card(Path directory, String name, String speed, boolean device) throws Exception {
        Path card = Files.createDirectories(directory.resolve(name));
        Files.writeString(card.resolve("speed"), speed + "\n");
        if (device) {
            Files.createDirectory(card.resolve("device"));
        }
    }

    private LinkBudgets links(long card) {
        return new LinkBudgets(() -> map, () -> budgets, card, () -> now);
    }

    private void seconds(int seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }

    private static ClusterMap zones(String... nodes) {
        MapEdit edit = ClusterMap.empty(Levels.aks()).edit();
        for (String node : nodes) {
            edit.join(node, Location.of(node.substring(0, 1), "p", ""), "h", 1, 10);
        }
        return edit.build();
    }
}
