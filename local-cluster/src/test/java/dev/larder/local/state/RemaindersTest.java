package dev.larder.local.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.local.machine.Daemon;
import dev.larder.local.machine.Directories;
import dev.larder.local.machine.MachineException;
import dev.larder.local.machine.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemaindersTest {
    @TempDir
    Path root;

    private Directories directories;

    @BeforeEach
    void directories() {
        directories = new Directories(root.resolve("cache"), root.resolve("state"));
    }

    private static Daemon server(ClusterHome home) {
        return Daemon.start(home.directory(), "server", List.of("sleep", "300"), Map.of());
    }

    private List<String> clear() {
        return Remainders.clear(directories, Progress.silent());
    }

    @Test
    void whatALivingOwnerHasStays() {
        try (var ownership = Ownership.of(ClusterHome.create(directories, "mine"))) {
            assertThat(clear()).isEmpty();
            assertThat(ownership.home().directory()).exists();
        }
        assertThat(ClusterHome.all(directories)).isEmpty();
    }

    @Test
    void whatADeadOwnerLeftIsEnded() {
        var home = ClusterHome.create(directories, "dead");
        var server = server(home);
        // No process has this start time.
        home.write("owner", ProcessHandle.current().pid() + " 1");
        assertThat(clear()).containsExactly("dead");
        assertThat(server.alive()).isFalse();
        assertThat(home.directory()).doesNotExist();
    }

    @Test
    void aDetachedClusterStaysAsLongAsSomethingOfItRuns() {
        var home = ClusterHome.create(directories, "detached");
        var server = server(home);
        try (var ownership = Ownership.of(home)) {
            ownership.letGo();
        }
        assertThat(server.alive()).isTrue();
        assertThat(clear()).isEmpty();
        server.process().kill();
        assertThat(clear()).containsExactly("detached");
    }

    @Test
    void namesAreUniqueAndFitForFiles() {
        try (var ownership = Ownership.of(ClusterHome.create(directories, "a-1"))) {
            assertThatThrownBy(() -> ClusterHome.create(directories, "a-1"))
                    .isInstanceOf(MachineException.class)
                    .hasMessageContaining("exists already");
        }
        assertThatThrownBy(() -> ClusterHome.create(directories, "../x")).hasMessageContaining("lower-case letters");
    }
}
