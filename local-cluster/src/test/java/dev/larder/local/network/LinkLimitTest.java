package dev.larder.local.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LinkLimitTest {
    @Test
    void aLinkLimitHasRoomForALargeSegment() {
        assertThat(String.join(" ", new LinkLimit(80_000_000).command("eth0")))
                .isEqualTo("tc qdisc replace dev eth0 root tbf rate 80000000bit burst 131072b latency 50ms");
        assertThat(new LinkLimit(10_000_000_000L).command("eth0")).contains("12500000b");
        assertThatThrownBy(() -> new LinkLimit(1)).hasMessageContaining("64000");
    }
}
