package dev.larder.cache;

import dev.larder.cache.admin.PrometheusText;
import dev.larder.cache.pool.PoolCounts;
import dev.larder.cache.report.RevisionCounters;
import java.util.Locale;

/** Reads outside Datasets, in Prometheus's terms. Thread-safe. */
record PoolFigures(PoolCounts counts, RevisionCounters bytes) {

    void write(PrometheusText text) {
        var reads = "larder_cache_on_demand_reads_total";
        text.metric(
                reads,
                "counter",
                "Reads outside Datasets that a rule covers: known are those that the origin was not asked about.");
        for (var read : PoolCounts.Read.values()) {
            text.sample(reads, counts.reads(read), "outcome", label(read));
        }
        var questions = "larder_cache_on_demand_questions_total";
        text.metric(questions, "counter", "Questions to origins for access and version, by what they said.");
        for (var question : PoolCounts.Question.values()) {
            text.sample(questions, counts.questions(question), "outcome", label(question));
        }
        text.single(
                        "larder_cache_on_demand_served_bytes_total",
                        "counter",
                        "Bytes of blobs outside Datasets sent to clients from the cache.",
                        bytes.servedBytes())
                .single(
                        "larder_cache_on_demand_hit_bytes_total",
                        "counter",
                        "Of these, held when asked for.",
                        bytes.hitBytes())
                .single(
                        "larder_cache_on_demand_origin_bytes_total",
                        "counter",
                        "Bytes of such blobs read from origins.",
                        bytes.originBytes())
                .single(
                        "larder_cache_on_demand_origin_requests_total",
                        "counter",
                        "Reads of origins for them.",
                        bytes.originRequests())
                .single(
                        "larder_cache_on_demand_peer_bytes_total",
                        "counter",
                        "Bytes of such blobs read from peers.",
                        bytes.peerBytes());
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
