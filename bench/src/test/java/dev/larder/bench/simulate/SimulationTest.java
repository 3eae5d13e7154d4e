package dev.larder.bench.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.larder.bench.figures.Figure;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Short versions of the goals S1, S2, S4 and S8, and what must hold in every simulation. */
class SimulationTest {
    private static final Outcome CALM = play("origin.limit=50Gbit");

    @Test
    void aBroadcastTakesLittleMoreThanItsBound() {
        assertThat(CALM.unfinished()).isZero();
        assertThat(CALM.overBound()).isBetween(1.0, 1.10);
        assertThat(CALM.originCopies()).isEqualTo(1, within(1e-3));
        assertThat(CALM.acrossWidest()).isLessThan(0.01);
        assertThat(CALM.mostUploaded()).isLessThan(1.2);
        assertThat(CALM.leafOnly()).isZero();
    }

    @Test
    void everyPieceReachesEveryNodeOnce() {
        double arrived = CALM.links().stream()
                .filter(link -> !link.name().equals("from readers of the origin to roots"))
                .mapToDouble(Traffic.Link::pieces)
                .sum();
        double expected = (double) CALM.scenario().nodes() * CALM.scenario().pieces();
        assertThat(arrived).isEqualTo(expected, within(expected * 1e-3));
        assertThat(CALM.curve().getLast().share()).isEqualTo(1);
    }

    @Test
    void rootsReadByWayOfTheReadersOfTheirZone() {
        double passedOn = CALM.links().stream()
                .filter(link -> link.name().equals("from readers of the origin to roots"))
                .mapToDouble(Traffic.Link::pieces)
                .sum();
        // 16 of 500 nodes of each zone read themselves.
        assertThat(passedOn / CALM.scenario().pieces()).isBetween(0.90, 0.999);
        assertThat(play("nodes=150 pieces=64").links().getLast().pieces()).isZero();
    }

    @Test
    void aLimitOfTheOriginIsDividedAmongItsReaders() {
        // Six readers have a sixth each: no faster than if all were busy all the time.
        Outcome limited = play("nodes=600 pieces=64 origin.limit=6Gbit readers=2");
        assertThat(limited.unfinished()).isZero();
        assertThat(limited.originCopies()).isEqualTo(1, within(1e-3));
        assertThat(limited.last()).isGreaterThan(64.0 / 6 * 0x1p26 / 125e6);
    }

    /** A slow node reads for nobody any more, and what it had under way is read by another. */
    @Test
    void readersThatLoseTheirPartOfTheLimitAreReplaced() {
        Outcome slow = play("nodes=600 pieces=256 slow=0.2 origin.limit=4Gbit");
        assertThat(slow.leafOnly()).isPositive();
        assertThat(slow.unfinished()).isZero();
    }

    @Test
    void slowAndDeadNodesAndALostZoneHardlyDelayTheOthers() {
        Outcome troubled = play("slow=0.05 dead=0.02 lost.at=0.5 origin.limit=50Gbit");
        assertThat(troubled.unfinished()).isZero();
        assertThat(troubled.quantile(0.99) / CALM.quantile(0.99)).isLessThan(1.10);
        assertThat(troubled.originCopies()).isLessThan(1.1);
        assertThat(troubled.leafOnly()).isPositive();
    }

    @Test
    void newcomersTakeNothingFromTheOrigin() {
        Outcome joined = play("joining=300");
        assertThat(joined.unfinished()).isZero();
        assertThat(joined.originCopies()).isZero();
        assertThat(joined.done()).hasSize(300);
    }

    @Test
    void nodesThatRestartGetTheRest() {
        Outcome rolled = play("nodes=600 pieces=128 restarted=0.1 restart.time=2s");
        assertThat(rolled.unfinished()).isZero();
        assertThat(rolled.done()).hasSize(600);
        assertThat(rolled.originCopies()).isLessThan(1.1);
    }

    @Test
    void aNarrowerScopeHasOneCopyInEachDomainAndReadsTheOriginOnce() {
        Outcome zones = play("nodes=600 pieces=2000 scope=Zone origin.limit=50Gbit");
        assertThat(zones.unfinished()).isZero();
        assertThat(zones.originCopies()).isEqualTo(1, within(1e-3));
        assertThat(zones.traffic().acrossWidest()).isEqualTo(4000, within(4.0));
    }

    @Test
    void linksBetweenZonesAndOfTheOriginAreNotExceeded() {
        Outcome narrow = play("nodes=600 pieces=128 scope=Zone between=1Gbit");
        // Six directed pairs of zones carry 256 pieces; no pair more than its 125 MB a second.
        assertThat(narrow.last()).isGreaterThan(256.0 / 6 * 0x1p26 / 125e6);
        Outcome poor = play("nodes=600 pieces=64 origin=1Gbit");
        assertThat(poor.last()).isGreaterThan(64 * 0x1p26 / 125e6);
    }

    @Test
    void uplinksAndDisksAreNotExceeded() {
        Outcome racks = play("nodes=60 pieces=64 levels=Zone:3,Rack:4 uplink=Rack:1Gbit");
        // Each rack of five takes in all pieces over its uplink, and no faster.
        assertThat(racks.last()).isGreaterThan(64 * 0x1p26 / 125e6);
        Outcome disks = play("nodes=60 pieces=64 disk.write=100MB");
        assertThat(disks.last()).isGreaterThan(64 * 0x1p26 / 100e6);
        // All nodes together send 59 of the 60 copies.
        Outcome readers = play("nodes=60 pieces=64 disk.read=100MB");
        assertThat(readers.last()).isGreaterThan(59.0 / 60 * 64 * 0x1p26 / 100e6);
    }

    @Test
    void aFirstByteTakesItsLatency() {
        Outcome near = play("nodes=60 pieces=1 origin.latency=0s");
        Outcome far = play("nodes=60 pieces=1 origin.latency=2s latency=Zone:3s,Cell:1s");
        // Other zones ask the root while it still waits for the origin; then mates pass the piece on.
        assertThat(far.last() - near.last()).isBetween(3 + 2 * 1 - 0.1, 3 + 5 * 1.0);
    }

    @Test
    void aBudgetThatIsExceededFailsTheRun() {
        Scenario scenario = scenario("nodes=6 pieces=1 origin.limit=25Gbit");
        Scenario free = scenario("nodes=6 pieces=1");
        Layout layout = new Layout(scenario);
        SharedLinks links = new SharedLinks(layout, scenario, new OriginAccess(scenario, layout));
        int other = layout.cells[1][0];
        links.useOrigin(0, 0.08f);
        links.use(0, other, 1);
        links.check();
        links.use(0, other, 100);
        assertThatIllegalStateException().isThrownBy(links::check).withMessageContaining("two domains of the widest");
        links.useOrigin(0, 0.09f);
        assertThatIllegalStateException().isThrownBy(links::check).withMessageContaining("a reader's part of");
        SharedLinks all = new SharedLinks(layout, free, new OriginAccess(free, layout));
        all.useOrigin(0, 0.9f);
        all.check();
        all.useOrigin(0, 0.6f);
        all.useOrigin(1, 0.6f);
        assertThatIllegalStateException().isThrownBy(all::check).withMessageContaining("the origin");
        assertThatIllegalStateException()
                .isThrownBy(() -> SharedLinks.check("sent by", 3, 1.1f, 1))
                .withMessageContaining("sent by node 3");
    }

    @Test
    void aProgramLearnsWhatEachNodeAndEachClassOfLinkDid() {
        Simulated told = Simulated.play(properties("nodes=24 pieces=40 piece=1MiB levels=Zone:2"));
        assertThat(told.nodes())
                .hasSize(24)
                .allSatisfy(node -> assertThat(node.seconds()).isBetween(told.bound() * 0.5, told.last()));
        assertThat(told.links())
                .extracting(Simulated.Link::name)
                .containsExactly(
                        "from the origin",
                        "between domains of Zone",
                        "between cells of one domain",
                        "within a cell",
                        "from readers of the origin to roots");
        double dataset = 40 * 0x1p20;
        double[] copies = told.links().stream()
                .mapToDouble(link -> link.bytes() / dataset)
                .toArray();
        assertThat(copies).containsExactly(new double[] {1, 1, 0, 22, 0}, within(1e-3));
        assertThat(told.nodes().stream().mapToDouble(Simulated.Node::sent).sum())
                .isEqualTo(23 * dataset, within(1e4));
    }

    @Test
    void theSameSeedGivesTheSameResult() {
        Outcome once = play("nodes=600 pieces=64 slow=0.05 dead=0.02 seed=7");
        Outcome again = play("nodes=600 pieces=64 slow=0.05 dead=0.02 seed=7");
        Outcome other = play("nodes=600 pieces=64 slow=0.05 dead=0.02 seed=8");
        assertThat(again.done()).isEqualTo(once.done());
        assertThat(again.curve()).isEqualTo(once.curve());
        assertThat(other.done()).isNotEqualTo(once.done());
    }

    @Test
    void mapsAreSmallAndPlacementIsEvenAndSteady() {
        List<Figure> figures = new MapFigures(scenario("nodes=3060 levels=Zone:3,Pool:34")).all();
        assertThat(figures)
                .filteredOn(f -> !f.what().contains("lookup"))
                .noneMatch(f -> Boolean.FALSE.equals(f.pass()));
        assertThat(figures)
                .filteredOn(f -> f.what().startsWith("keys moved"))
                .hasSize(2)
                .allSatisfy(f -> assertThat(f.value()).isEqualTo(1, within(0.4)));
    }

    private static Outcome play(String keys) {
        return new Simulation(scenario(keys)).run(point -> {});
    }

    static Scenario scenario(String keys) {
        return Scenario.parse(properties(keys));
    }

    private static Properties properties(String keys) {
        Properties properties = new Properties();
        properties.setProperty("nodes", "1500");
        for (String key : keys.split(" ")) {
            if (!key.isEmpty()) {
                properties.setProperty(key.substring(0, key.indexOf('=')), key.substring(key.indexOf('=') + 1));
            }
        }
        return properties;
    }
}
