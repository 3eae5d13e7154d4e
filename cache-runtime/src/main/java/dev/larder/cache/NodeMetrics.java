package dev.larder.cache;

import dev.larder.cache.admin.PrometheusText;
import dev.larder.cache.catalog.ServedCatalog;
import dev.larder.cache.feed.MapView;
import dev.larder.cache.fetch.FillMemory;
import dev.larder.cache.fetch.Hedging;
import dev.larder.cache.fetch.SourceSpeeds;
import dev.larder.cache.origin.OriginBudgets;
import dev.larder.cache.peer.PeerServer;
import dev.larder.cache.read.ColdReads;
import dev.larder.cache.report.Counters;
import dev.larder.model.report.DatasetReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What the admin port shows of a node. Thread-safe. */
record NodeMetrics(
        String node,
        Supplier<MapView> map,
        ServedCatalog served,
        Supplier<List<DatasetReport>> datasets,
        StoreFigures store,
        FillMemory memory,
        Counters counters,
        PeerServer peers,
        SourceSpeeds speeds,
        Hedging hedging,
        LongSupplier pastMates,
        ColdReads cold,
        OriginBudgets budgets,
        BlobFigures blobs,
        PoolFigures pool,
        FeedFigures feed) {

    String prometheus() {
        PrometheusText text = new PrometheusText();
        store.write(text);
        text.single("larder_cache_fill_memory_bytes", "gauge", "Memory of chunks that are arriving.", memory.used())
                .single(
                        "larder_cache_fill_memory_peak_bytes",
                        "gauge",
                        "Most memory that chunks took at once.",
                        memory.peak())
                .single("larder_cache_fill_memory_budget_bytes", "gauge", "Most they may take.", memory.budget())
                .single(
                        "larder_cache_map_version",
                        "gauge",
                        "Version of the cluster map.",
                        map.get().map().version())
                .single(
                        "larder_cache_map_epoch",
                        "gauge",
                        "Placement epoch.",
                        map.get().map().epoch())
                .single(
                        "larder_cache_catalog_version",
                        "gauge",
                        "Version of the catalog.",
                        served.catalog().version())
                .single("larder_cache_peer_requests_active", "gauge", "Peer requests being answered.", peers.serving())
                .single("larder_cache_peer_busy_total", "counter", "Peer requests refused as busy.", peers.refused())
                .single(
                        "larder_cache_peer_offers_total",
                        "counter",
                        "Extents offered to nodes of the same cell that lacked them.",
                        peers.offered())
                .single(
                        "larder_cache_slow_sources_total",
                        "counter",
                        "Transfers from other nodes that were found slow.",
                        speeds.found())
                .single(
                        "larder_cache_warm_up_past_mates_total",
                        "counter",
                        "Extents that nodes of the same cell were to give, fetched up the tree because they had none for long.",
                        pastMates.getAsLong());
        text.metric(
                "larder_cache_hedges_total",
                "counter",
                "Reads whose first source was late, by what became of the second.");
        for (Hedging.Outcome outcome : Hedging.Outcome.values()) {
            text.sample("larder_cache_hedges_total", hedging.outcomes(outcome), "outcome", outcome.name());
        }
        text.metric(
                "larder_cache_peer_served_bytes_total",
                "counter",
                "Chunk bytes sent to peers, by the level of the narrowest domain that has both nodes.");
        peers.servedBytesWithin()
                .forEach((level, bytes) -> text.sample("larder_cache_peer_served_bytes_total", bytes, "within", level));
        text.metric("larder_cache_fill_failures_total", "counter", "Fills that failed, by reason.");
        counters.failures()
                .forEach((reason, count) ->
                        text.sample("larder_cache_fill_failures_total", count, "reason", reason.name()));
        text.metric(
                "larder_cache_sources_passed_over_total",
                "counter",
                "Sources of chunks that were passed over for the next one, by why.");
        counters.passedOver()
                .forEach((reason, count) ->
                        text.sample("larder_cache_sources_passed_over_total", count, "reason", reason.name()));
        text.metric(
                "larder_cache_origin_interruptions_total",
                "counter",
                "Reads of origins that went on with another request, by why.");
        counters.interruptions()
                .forEach((how, count) ->
                        text.sample("larder_cache_origin_interruptions_total", count, "reason", how.name()));
        List<DatasetReport> reports = datasets.get();
        dataset(text, reports, "required_bytes", "gauge", "Bytes to hold.", DatasetReport::requiredBytes);
        dataset(text, reports, "held_bytes", "gauge", "Of these, held.", DatasetReport::heldBytes);
        dataset(text, reports, "origin_bytes_total", "counter", "Read from the origin.", DatasetReport::originBytes);
        dataset(
                text,
                reports,
                "origin_requests_total",
                "counter",
                "Asked of the origin.",
                DatasetReport::originRequests);
        dataset(text, reports, "peer_bytes_total", "counter", "Read from peers.", DatasetReport::peerBytes);
        dataset(text, reports, "served_bytes_total", "counter", "Sent to clients.", DatasetReport::servedBytes);
        dataset(text, reports, "hit_bytes_total", "counter", "Of these, held when asked for.", DatasetReport::hitBytes);
        dataset(text, reports, "changed_blobs", "gauge", "Blobs changed at the origin.", DatasetReport::changedBlobs);
        text.single(
                        "larder_cache_cold_reads_total",
                        "counter",
                        "Reads of the disk for bytes to be sent that were not in memory.",
                        cold.reads())
                .single("larder_cache_cold_read_bytes_total", "counter", "Their bytes.", cold.bytes())
                .single(
                        "larder_cache_cold_reads_put_off_total",
                        "counter",
                        "Such reads that were put off because too many waited.",
                        cold.refused())
                .single(
                        "larder_cache_cold_reads_waiting",
                        "gauge",
                        "Such reads that wait for a thread.",
                        cold.waiting());
        budgets.write(text);
        blobs.write(text);
        pool.write(text);
        feed.write(text);
        return text.toString();
    }

    private interface Figure {
        long of(DatasetReport report);
    }

    private void dataset(
            PrometheusText text, List<DatasetReport> reports, String what, String type, String help, Figure figure) {
        String name = "larder_cache_dataset_" + what;
        Map<String, String> names = served.catalog().datasets().stream()
                .collect(Collectors.toMap(d -> d.uid(), d -> d.namespace() + "/" + d.name()));
        text.metric(name, type, help);
        for (DatasetReport report : reports) {
            text.sample(
                    name,
                    figure.of(report),
                    "dataset",
                    names.getOrDefault(report.uid(), report.uid()),
                    "revision",
                    report.manifest().abbreviated());
        }
    }

    /** For the debug view. */
    Map<String, Object> state() {
        Map<String, Object> state = new LinkedHashMap<>();
        MapView view = map.get();
        state.put("node", node);
        state.put("member", view.isMember());
        state.put("mapVersion", view.map().version());
        state.put("epoch", view.map().epoch());
        state.put("settled", view.map().settled());
        state.put("catalogVersion", served.catalog().version());
        state.put("feed", feed.state());
        state.put("store", store.state());
        state.put("fillMemory", Map.of("used", memory.used(), "peak", memory.peak(), "budget", memory.budget()));
        state.put("slowPeers", speeds.slowPeers());
        state.put("datasets", datasets.get().stream().map(NodeMetrics::dataset).toList());
        return state;
    }

    private static Map<String, Object> dataset(DatasetReport report) {
        Map<String, Object> dataset = new LinkedHashMap<>();
        dataset.put("uid", report.uid());
        dataset.put("revision", report.manifest().abbreviated());
        dataset.put("walked", report.walked());
        dataset.put("epoch", report.epoch());
        dataset.put("requiredBytes", report.requiredBytes());
        dataset.put("heldBytes", report.heldBytes());
        dataset.put("originBytes", report.originBytes());
        dataset.put("originRequests", report.originRequests());
        dataset.put("peerBytes", report.peerBytes());
        dataset.put("servedBytes", report.servedBytes());
        dataset.put("hitBytes", report.hitBytes());
        dataset.put("changedBlobs", report.changedBlobs());
        if (report.failure() != null) {
            dataset.put(
                    "failure",
                    report.failure().reason() + ": " + report.failure().message());
        }
        return dataset;
    }
}
