package dev.larder.local.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SharedLibrariesTest {
    private static final String LDD = """
            /opt/java/bin/java:
            \tlinux-vdso.so.1 (0x00007f16764f9000)
            \tlibjli.so => /opt/java/bin/../lib/libjli.so (0x00007f953ee05000)
            \tlibdl.so.2 => /lib/x86_64-linux-gnu/libdl.so.2 (0x00007f16764e3000)
            \t/lib64/ld-linux-x86-64.so.2 (0x00007f16764fb000)
            /opt/java/lib/libjava.so:
            \tlibjvm.so => not found
            \tlibdl.so.2 => /lib/x86_64-linux-gnu/libdl.so.2 (0x00007f44ce6dc000)
            """;

    @Test
    void readsWhatTheLinkerFound() {
        assertThat(SharedLibraries.found(LDD))
                .containsExactly(
                        Path.of("/lib/x86_64-linux-gnu/libdl.so.2"),
                        Path.of("/lib64/ld-linux-x86-64.so.2"),
                        Path.of("/opt/java/lib/libjli.so"));
        assertThat(SharedLibraries.absent(LDD)).containsExactly("libjvm.so");
    }
}
