package dev.larder.bench.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.MapEdit;
import java.util.Arrays;
import java.util.Properties;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OriginAccessTest {
    private final Scenario scenario = scenario();
    private final Layout layout = new Layout(scenario);
    private final OriginAccess access = new OriginAccess(scenario, layout);
    private final boolean[] alive = new boolean[layout.map.size()];

    private static Scenario scenario() {
        Properties keys = new Properties();
        keys.setProperty("nodes", "300");
        keys.setProperty("readers", "10");
        keys.setProperty("origin.limit", "40Gbit");
        return Scenario.parse(keys);
    }

    private double sum() {
        return IntStream.range(0, 300).mapToDouble(access::rate).sum();
    }

    @Test
    void thirtyReadersShareTheWholeAndARootAsksThoseOfItsZoneFirst() {
        assertThat(IntStream.range(0, 300).filter(node -> access.budget(node) > 0))
                .hasSize(30);
        double origin = scenario.links().originLimit();
        assertThat(sum()).isLessThanOrEqualTo(origin * 1.0001).isEqualTo(origin, within(origin / 1_000));
        int[] ranked = access.ranked(150, 7);
        assertThat(ranked).hasSize(3);
        assertThat(Arrays.stream(ranked).map(reader -> layout.domainOf[1][reader]))
                .containsOnly(layout.domainOf[1][150]);
    }

    @Test
    void withALimitFewerRead() {
        Properties keys = new Properties();
        keys.setProperty("nodes", "300");
        keys.setProperty("origin.limit", "15Gbit");
        keys.setProperty("up", "6Gbit");
        Scenario few = Scenario.parse(keys);
        OriginAccess read = new OriginAccess(few, layout);
        // Five in each zone, of which one read uses up the part.
        assertThat(IntStream.range(0, 300).filter(node -> read.budget(node) > 0))
                .hasSize(15);
        int reader = read.ranked(150, 7)[0];
        assertThat(read.atOnce(reader, 1e9 / 8)).isEqualTo(1);
        assertThat(read.atOnce(reader, 0.25e9 / 8)).isEqualTo(4);

        keys.setProperty("up", "25Gbit");
        keys.setProperty("down", "25Gbit");
        OriginAccess fast = new OriginAccess(Scenario.parse(keys), layout);
        assertThat(IntStream.range(0, 300).filter(node -> fast.budget(node) > 0))
                .as("as few as there may be")
                .hasSize(12);
    }

    @Test
    void whatDeadReadersHadIsGivenToOthersOnceTheMapSaysThatTheyAreDown() {
        Arrays.fill(alive, true);
        int dead = access.ranked(0, 1)[0];
        double before = access.rate(dead);
        alive[dead] = false;
        access.divide(layout.map, alive);
        assertThat(access.rate(dead)).as("nobody knows yet").isEqualTo(before);

        MapEdit edit = layout.map.edit();
        edit.down(layout.map.node(dead).name());
        ClusterMap map = edit.build();
        access.map(map);
        for (int epoch = 0; epoch < 2; epoch++) {
            access.divide(map, alive);
            assertThat(sum()).isLessThanOrEqualTo(scenario.links().originLimit() * 1.0001);
        }
        assertThat(access.budget(dead)).isZero();
        assertThat(sum())
                .isEqualTo(
                        scenario.links().originLimit(), within(scenario.links().originLimit() / 1_000));
    }
}
