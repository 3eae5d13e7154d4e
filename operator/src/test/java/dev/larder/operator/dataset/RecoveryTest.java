package dev.larder.operator.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.manifest.ManifestId;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import dev.larder.operator.dataset.Recovery.Found;
import dev.larder.operator.status.SetClock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    private static final ManifestId ID = new ManifestId("ab".repeat(32));
    private static final ClusterMap NOBODY = ClusterMap.empty(new Levels(List.of(), 256));
    private static final ClusterMap ONE =
            NOBODY.edit().join("a", Location.of(), "10.0.0.1", 8701, 10).build();

    private final Set<ManifestId> here = new HashSet<>();
    private final BlockingQueue<List<String>> asked = new LinkedBlockingQueue<>();
    private final SetClock clock = new SetClock();
    private final Recovery recovery = new Recovery(here::contains, (id, peers) -> asked.add(peers), clock);

    @Test
    void isSoughtUntilItIsHereOrNowhere() throws InterruptedException {
        assertThat(recovery.look(ID, NOBODY)).as("nobody to ask yet").isEqualTo(Found.SOUGHT);
        assertThat(asked).isEmpty();
        for (int i = 0; i < 5; i++) {
            assertThat(recovery.look(ID, ONE)).as("try %d", i).isEqualTo(Found.SOUGHT);
            assertThat(asked.poll(10, TimeUnit.SECONDS)).containsExactly("10.0.0.1:8701");
            clock.pass(Recovery.PAUSE);
        }
        assertThat(recovery.look(ID, ONE)).isEqualTo(Found.NOWHERE);
        assertThat(recovery.look(ID, ONE)).as("while it is listed again").isEqualTo(Found.SOUGHT);
        here.add(ID);
        assertThat(recovery.look(ID, ONE)).isEqualTo(Found.HERE);
    }

    @Test
    void nodesAreNotAskedAllTheTime() throws InterruptedException {
        recovery.look(ID, ONE);
        assertThat(asked.poll(10, TimeUnit.SECONDS)).isNotNull();
        clock.pass(Duration.ofSeconds(9));
        assertThat(recovery.look(ID, ONE)).isEqualTo(Found.SOUGHT);
        assertThat(asked).isEmpty();
    }
}
