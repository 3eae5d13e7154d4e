package dev.larder.cache.report;

import dev.larder.cache.feed.Feed;
import dev.larder.cache.feed.FeedSource;
import dev.larder.model.report.NodeReport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Reports to where the feed comes from: to the relay, which may be this node itself, and to the operator when there is
 * none, or when it cannot take them.
 */
public final class RelayedReports implements ReportSink {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final Feed feed;
    private final CellReports own;
    private final HttpClient http;
    private final ReportSink operator;

    public RelayedReports(Feed feed, CellReports own, HttpClient http, ReportSink operator) {
        this.feed = feed;
        this.own = own;
        this.http = http;
        this.operator = operator;
    }

    @Override
    public void send(NodeReport report) throws IOException, InterruptedException {
        FeedSource.Relay relay = feed.relay();
        boolean taken = relay == null ? feed.relaysItself() && own.put(report, report.toWire()) : post(relay, report);
        if (!taken) {
            operator.send(report);
        }
    }

    private boolean post(FeedSource.Relay relay, NodeReport report) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + relay.host() + ":" + relay.port() + "/v1/reports"))
                .timeout(LIMIT)
                .header("Content-Type", "application/x-protobuf")
                .POST(HttpRequest.BodyPublishers.ofByteArray(report.toWire().toByteArray()))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() / 100 == 2;
        } catch (IOException e) {
            // The feed will notice, too, and find another relay.
            return false;
        }
    }
}
