package dev.larder.bench.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopbackTest {

    @Test
    void saysWhatTheRouteToTheServersNames() throws Exception {
        assertThat(Loopback.routed("local 127.0.0.1 dev lo src 127.0.0.1 uid 0 \\    cache <local> congctl cubic "))
                .isEqualTo("cubic");
        assertThat(Loopback.routed("local 127.0.0.1 dev lo src 127.0.0.1 uid 0 \\    cache <local> "))
                .isEqualTo(Files.readString(Path.of("/proc/sys/net/ipv4/tcp_congestion_control"))
                        .strip());
    }

    /** Where it may be made: a kernel's own route to that one address has gone before the one for all of them. */
    @Test
    void theNamespaceUsesCubicForTheAddressOfTheServers() throws Exception {
        if (Loopback.wanted()) {
            var route = Program.run(Loopback.inside(List.of("ip", "-o", "route", "get", "127.0.0.1")));
            assertThat(Loopback.routed(route)).isEqualTo("cubic");
        }
    }
}
