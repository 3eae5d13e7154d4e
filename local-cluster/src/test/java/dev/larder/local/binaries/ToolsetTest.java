package dev.larder.local.binaries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.local.machine.Directories;
import dev.larder.local.machine.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ToolsetTest {

    @ParameterizedTest
    @EnumSource
    void everySetHasItsModuleAndABuildOfItsOwn(Toolset tools) {
        assertThat(tools.recipe().key()).matches("[0-9a-f]{12}");
        assertThat(tools.build("OUT")).startsWith("build", "-trimpath").contains("-o");
        assertThat(Stream.of(Toolset.values()).map(t -> t.recipe().key())).doesNotHaveDuplicates();
    }

    @Test
    void anOldCompilerIsRefused() {
        assertThat(Go.newEnough("go version go1.25.3 linux/amd64")).isFalse();
        assertThat(Go.newEnough("go version go1.26.8 linux/amd64")).isTrue();
        assertThat(Go.newEnough("go version go1.30 linux/arm64")).isTrue();
    }

    /** The smallest set, which needs nothing from the network. */
    @Test
    void aSetIsBuiltOnceForAllWhoWantItAndLeavesNoWork(@TempDir Path directory) throws Exception {
        var steps = Collections.synchronizedList(new ArrayList<String>());
        Progress progress = steps::add;
        var directories = new Directories(directory.resolve("cache"), directory.resolve("state"));
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 3; i++) {
            threads.add(Thread.ofVirtual()
                    .start(() -> new Binaries(directories, progress).program(Toolset.PAUSE, "pause")));
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(new Binaries(directories, progress).program(Toolset.PAUSE, "pause"))
                .isExecutable();
        assertThat(steps.stream().filter(step -> step.startsWith("building"))).hasSize(1);
        try (var work = Files.list(directories.cache().resolve("build"))) {
            assertThat(work.toList()).isEqualTo(List.of());
        }
    }
}
