package dev.larder.local.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
    @TempDir
    Path directory;

    @Test
    void aCommandThatFailsSaysWhatItSaid() {
        assertThat(Command.of("cat").reading("hello").run()).isEqualTo("hello");
        assertThatThrownBy(
                        () -> Command.of("sh", "-c", "echo reason >&2; exit 3").run())
                .isInstanceOf(MachineException.class)
                .hasMessageContaining("exit code 3")
                .hasMessageContaining("reason");
        assertThatThrownBy(() -> Command.of("no-such-program").run()).hasMessageContaining("no-such-program");
    }

    @Test
    void aCommandIsKilledAtItsLimit() {
        var slow = Command.of("sh", "-c", "echo begun; sleep 60").within(Duration.ofMillis(300));
        assertThatThrownBy(slow::run).hasMessageContaining("did not end within").hasMessageContaining("begun");
    }

    @Test
    void aDaemonIsFoundAgainAndEndsWithItsFamily() {
        var daemon = Daemon.start(directory, "server", List.of("sh", "-c", "sleep 300 & echo up; wait"), Map.of());
        Awaitility.await().until(() -> daemon.lastWords().equals("up"));
        var child = ProcessHandle.of(daemon.process().pid())
                .orElseThrow()
                .children()
                .findFirst()
                .orElseThrow();
        assertThat(Daemon.all(directory)).containsExactly(daemon);
        daemon.kill();
        assertThat(daemon.alive()).isFalse();
        assertThat(ProcessId.of(child.pid())).isEmpty();
        assertThat(Daemon.all(directory)).isEmpty();
    }

    @Test
    void nothingStartsInADirectoryThatIsGone() {
        var gone = directory.resolve("gone");
        assertThatThrownBy(() -> Daemon.start(gone, "server", List.of("sleep", "300"), Map.of()))
                .isInstanceOf(MachineException.class);
        assertThat(gone).doesNotExist();
    }

    @Test
    void aNumberUsedAgainIsAnotherProcess() {
        var self = ProcessId.self();
        assertThat(self.alive()).isTrue();
        assertThat(new ProcessId(self.pid(), self.started() - 1).alive()).isFalse();
        assertThat(ProcessId.parse(self.toString())).contains(self);
        assertThat(ProcessId.parse("detached")).isEmpty();
    }

    @Test
    void aLockIsHeldByOneAtATime() {
        var file = directory.resolve("lock");
        var limit = Duration.ofMillis(200);
        try (var held = LockFile.take(file, limit, () -> {})) {
            assertThatThrownBy(() -> LockFile.take(file, limit, () -> {})).hasMessageContaining("another process");
        }
        LockFile.take(file, limit, () -> {}).close();
    }

    @Test
    void directoriesFollowTheEnvironment() {
        var home = Path.of("/home/u");
        assertThat(Directories.of(Map.of(), home))
                .isEqualTo(new Directories(Path.of("/home/u/.cache/larder"), Path.of("/home/u/.local/state/larder")));
        assertThat(Directories.of(Map.of("XDG_CACHE_HOME", "/c", "LARDER_STATE", "/s"), home))
                .isEqualTo(new Directories(Path.of("/c/larder"), Path.of("/s")));
    }

    @Test
    void deletingDoesNotFollowLinks() throws Exception {
        var kept = Files.createFile(
                Files.createDirectory(directory.resolve("kept")).resolve("file"));
        var doomed = Files.createDirectories(directory.resolve("doomed/inner"));
        Files.createSymbolicLink(doomed.resolve("link"), kept.getParent());
        Directories.delete(directory.resolve("doomed"));
        assertThat(directory.resolve("doomed")).doesNotExist();
        assertThat(kept).exists();
    }

    @Test
    void aRecipesKeyFollowsFilesAndOptions() {
        var recipe = new Recipe("/dev/larder/local/go/pause", List.of("go.mod", "main.go"), "-s");
        assertThat(recipe.key()).hasSize(12).isEqualTo(recipe.key());
        assertThat(new Recipe(recipe.place(), recipe.files(), "-w").key()).isNotEqualTo(recipe.key());
        assertThat(new Recipe(recipe.place(), List.of("go.mod"), "-s").key()).isNotEqualTo(recipe.key());
    }
}
