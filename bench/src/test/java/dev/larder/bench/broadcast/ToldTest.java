package dev.larder.bench.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ToldTest {
    @Test
    void takesFromMetricsWhatWentWhereAndWhy() {
        Told told = Told.of("""
                # TYPE larder_cache_peer_served_bytes_total counter
                larder_cache_peer_served_bytes_total{node="n1",within="Cell"} 300
                larder_cache_peer_served_bytes_total{node="n1",within="Cluster"} 20
                larder_cache_sources_passed_over_total{reason="BUSY"} 4
                larder_cache_slow_sources_total 2
                larder_cache_warm_up_past_mates_total 1
                larder_cache_origin_interruptions_total{reason="HUNG"} 9
                """);
        assertThat(told.sent())
                .containsEntry("Cell", 300L)
                .containsEntry("Cluster", 20L)
                .hasSize(2);
        assertThat(told.detours())
                .containsEntry("sources passed over as BUSY", 4L)
                .containsEntry("transfers found slow", 2L)
                .containsEntry("extents of mates fetched up the tree", 1L)
                .containsEntry("reads of the origin begun again as HUNG", 9L)
                .hasSize(4);
    }
}
