package dev.larder.cache;

import dev.larder.cache.admin.PrometheusText;
import dev.larder.cache.store.DiskArray;
import dev.larder.cache.store.DiskUsage;
import dev.larder.cache.store.StoreCounters;
import dev.larder.cache.store.StoreUsage;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the admin port shows of the store. Thread-safe. */
record StoreFigures(DiskArray store) {

    void write(PrometheusText text) {
        StoreUsage usage = store.usage();
        text.single(
                        "larder_cache_store_capacity_bytes",
                        "gauge",
                        "What chunks may take on the disks that work.",
                        usage.capacityBytes())
                .single("larder_cache_store_used_bytes", "gauge", "What the store takes on disk.", usage.usedBytes());
        text.metric("larder_cache_disk_failed", "gauge", "1 if the disk is out of use until the process is restarted.");
        for (DiskUsage disk : store.disks()) {
            text.sample(
                    "larder_cache_disk_failed",
                    disk.failure() == null ? 0 : 1,
                    "disk",
                    disk.directory().toString());
        }
        StoreCounters stored = store.counters();
        text.single("larder_cache_store_chunks_stored_total", "counter", "Chunks stored.", stored.chunksStored())
                .single("larder_cache_store_stored_bytes_total", "counter", "Their bytes.", stored.bytesStored())
                .single(
                        "larder_cache_store_chunks_verified_total",
                        "counter",
                        "Read back well.",
                        stored.chunksVerified())
                .single("larder_cache_store_chunks_corrupt_total", "counter", "Found damaged.", stored.chunksCorrupt())
                .single("larder_cache_store_read_errors_total", "counter", "Refused by the disk.", stored.readErrors())
                .single(
                        "larder_cache_store_chunks_evicted_total",
                        "counter",
                        "Given up to make room for others.",
                        stored.chunksEvicted())
                .single(
                        "larder_cache_store_chunks_recovered",
                        "gauge",
                        "Chunks found when the store was opened.",
                        stored.chunksRecovered());
    }

    /** For the debug view. */
    Map<String, Object> state() {
        StoreUsage usage = store.usage();
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("capacity", usage.capacityBytes());
        state.put("used", usage.usedBytes());
        state.put("disks", store.disks().stream().map(StoreFigures::disk).toList());
        return state;
    }

    private static Map<String, Object> disk(DiskUsage disk) {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("directory", disk.directory().toString());
        state.put("capacity", disk.capacityBytes());
        state.put("used", disk.usedBytes());
        String failure = disk.failure();
        if (failure != null) {
            state.put("failure", failure);
        }
        return state;
    }
}
