package dev.larder.cache;

import dev.larder.cache.admin.PrometheusText;
import dev.larder.cache.feed.Feed;
import dev.larder.cache.feed.FeedSource;
import dev.larder.cache.feed.RelayHub;
import dev.larder.cache.report.CellReports;
import java.util.LinkedHashMap;
import java.util.Map;

/** Whom this node follows, and who follows it. Thread-safe. */
record FeedFigures(Feed feed, RelayHub hub, CellReports reports) {

    void write(PrometheusText text) {
        text.single(
                        "larder_cache_feed_connected",
                        "gauge",
                        "1 while news of the operator arrive.",
                        feed.isConnected() ? 1 : 0)
                .single(
                        "larder_cache_feed_relayed",
                        "gauge",
                        "1 while they come through another node.",
                        feed.relay() == null ? 0 : 1)
                .single("larder_cache_relay_followers", "gauge", "Nodes that follow this one.", hub.openStreams())
                .single(
                        "larder_cache_relay_reporters",
                        "gauge",
                        "Nodes whose reports this one passes on.",
                        reports.nodes())
                .single(
                        "larder_cache_relay_reports_total",
                        "counter",
                        "Messages with reports of a cell that were passed on.",
                        reports.told());
    }

    /** For the debug view. */
    Map<String, Object> state() {
        Map<String, Object> state = new LinkedHashMap<>();
        FeedSource.Relay relay = feed.relay();
        state.put("connected", feed.isConnected());
        state.put("follows", relay == null ? "operator" : relay.node());
        state.put("followers", hub.followers());
        state.put("reporters", reports.nodes());
        return state;
    }
}
