package dev.larder.cache;

import dev.larder.cache.admin.PrometheusText;
import dev.larder.cache.blob.AccessLog;
import dev.larder.cache.blob.BlobMetrics;
import dev.larder.cache.blob.Operation;
import dev.larder.cache.read.ByteSource;
import dev.larder.cache.tls.ServerTls;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the blob endpoint has counted, in Prometheus's terms. Thread-safe. */
record BlobFigures(
        BlobMetrics metrics,
        @Nullable ServerTls tls,
        @Nullable AccessLog log) {
    private static final double MICROS = 1e6;

    void write(PrometheusText text) {
        text.metric("larder_cache_blob_requests_total", "counter", "Requests answered, by operation and status.");
        metrics.forEachRequestCount((operation, status, count) -> text.sample(
                "larder_cache_blob_requests_total",
                count,
                "operation",
                label(operation),
                "status",
                Integer.toString(status)));
        text.metric(
                "larder_cache_blob_bytes_total",
                "counter",
                "Body bytes sent to clients, by where they were when they were asked for.");
        for (var source : ByteSource.values()) {
            text.sample("larder_cache_blob_bytes_total", metrics.bytes(source), "source", label(source));
        }
        text.single("larder_cache_blob_connections", "gauge", "Open connections.", metrics.connections())
                .single(
                        "larder_cache_blob_connections_total",
                        "counter",
                        "Connections accepted.",
                        metrics.acceptedConnections())
                .single("larder_cache_blob_in_flight", "gauge", "Requests being answered.", metrics.inFlight())
                .single("larder_cache_blob_aborted_total", "counter", "Answers that ended early.", metrics.aborted())
                .single("larder_cache_blob_malformed_total", "counter", "Input that was not HTTP.", metrics.malformed())
                .single(
                        "larder_cache_blob_unexpected_total",
                        "counter",
                        "Errors that nobody foresaw; the log has them.",
                        metrics.unexpected());
        durations(text);
        if (tls != null) {
            secured(text, tls);
        }
        if (log != null) {
            text.single("larder_cache_access_log_lines_total", "counter", "Lines of the access log.", log.written())
                    .single(
                            "larder_cache_access_log_dropped_total",
                            "counter",
                            "Lines that the access log lacks, because whoever reads it was too slow.",
                            log.dropped());
        }
    }

    private void secured(PrometheusText text, ServerTls tls) {
        var expires = tls.expires();
        if (expires != null) {
            text.single(
                    "larder_cache_tls_certificate_expiry_timestamp_seconds",
                    "gauge",
                    "When the certificate that new connections get expires.",
                    expires.getEpochSecond());
        }
        text.single(
                        "larder_cache_tls_certificate_refused",
                        "gauge",
                        "1 while the certificate's files cannot be read or used; the log says why.",
                        tls.trouble() == null ? 0 : 1)
                .single(
                        "larder_cache_tls_unsent_bytes",
                        "gauge",
                        "Sealed for clients that have not taken it yet.",
                        metrics.unsentBytes());
        text.metric("larder_cache_tls_handshakes_total", "counter", "Handshakes that ended, well or not.")
                .sample("larder_cache_tls_handshakes_total", tls.handshakes(), "result", "ok")
                .sample("larder_cache_tls_handshakes_total", tls.failedHandshakes(), "result", "failed");
    }

    private void durations(PrometheusText text) {
        var name = "larder_cache_blob_request_seconds";
        text.metric(name, "histogram", "From a request's head to the last byte of its answer.");
        var bounds = BlobMetrics.Latency.buckets();
        for (var operation : Operation.values()) {
            var latency = metrics.latency(operation);
            var counts = latency.counts();
            long below = 0;
            for (int i = 0; i < counts.length; i++) {
                below += counts[i];
                var bound = i < bounds.length ? Double.toString(bounds[i] / MICROS) : "+Inf";
                text.sample(name + "_bucket", below, "operation", label(operation), "le", bound);
            }
            text.sample(name + "_sum", latency.sum() / MICROS, "operation", label(operation));
            text.sample(name + "_count", below, "operation", label(operation));
        }
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
