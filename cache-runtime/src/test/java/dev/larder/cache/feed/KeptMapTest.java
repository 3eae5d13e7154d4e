package dev.larder.cache.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.larder.model.map.ClusterMap;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptMapTest {
    private static final Duration LONG = Duration.ofDays(1);

    @TempDir
    private Path directory;

    @Test
    void aSmallMapIsWrittenWheneverItChanges() {
        try (KeptMap kept = new KeptMap(file())) {
            for (int nodes = 1; nodes < 4; nodes++) {
                kept.keep(map(nodes));
                assertThat(onDisk()).isEqualTo(map(nodes));
            }
        }
    }

    @Test
    void aLargeMapIsWrittenAtOnceAndThenTheNewestAfterAWhile() {
        try (KeptMap kept = new KeptMap(file(), map -> LONG)) {
            kept.keep(map(1));
            kept.keep(map(2));
            kept.keep(map(3));
            assertThat(onDisk()).isEqualTo(map(1));
            kept.flush();
            assertThat(onDisk()).isEqualTo(map(3));
        }
        try (KeptMap kept = new KeptMap(file(), map -> map.size() == 1 ? Duration.ofMillis(1) : LONG)) {
            kept.keep(map(1));
            kept.keep(map(2));
            await().untilAsserted(() -> assertThat(onDisk()).isEqualTo(map(2)));
        }
    }

    @Test
    void whatCouldNotBeWrittenIsWrittenLater() {
        try (KeptMap kept = new KeptMap(file(), map -> LONG)) {
            Thread.currentThread().interrupt();
            kept.keep(map(1));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(onDisk()).isNull();
            kept.flush();
            assertThat(onDisk()).isEqualTo(map(1));
        }
    }

    @Test
    void onceItIsClosedNothingIsWritten() {
        KeptMap kept = new KeptMap(file(), map -> LONG);
        kept.keep(map(1));
        kept.keep(map(2));
        kept.close();
        kept.flush();
        assertThat(onDisk()).isEqualTo(map(1));
    }

    @Test
    void theLargerTheLonger() {
        assertThat(KeptMap.pause(map(1_000))).isZero();
        assertThat(KeptMap.pause(map(1_001))).isEqualTo(Duration.ofMillis(1_001));
        assertThat(KeptMap.pause(map(40_000))).isEqualTo(Duration.ofSeconds(30));
    }

    private StateFile file() {
        return new StateFile(directory.resolve("map"));
    }

    private @Nullable ClusterMap onDisk() {
        byte[] bytes = file().read();
        return bytes == null ? null : ClusterMap.decode(bytes);
    }

    private static ClusterMap map(int nodes) {
        var edit = ClusterMap.empty(Levels.aks()).edit();
        for (int i = 0; i < nodes; i++) {
            edit.join("n%06d".formatted(i), Location.of("z", "p", ""), "10.0.0.1", 8701, 1);
        }
        return edit.build();
    }
}
