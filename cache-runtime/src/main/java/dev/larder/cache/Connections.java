package dev.larder.cache;

import dev.larder.cache.feed.Feed;
import dev.larder.cache.feed.HttpFeed;
import dev.larder.cache.feed.OperatorAddress;
import dev.larder.cache.report.HttpReports;
import dev.larder.cache.report.ReportSink;
import java.net.http.HttpClient;
import java.util.concurrent.ScheduledExecutorService;

/** How a node reaches the operator; tests bring their own. */
public interface Connections {

    OperatorAddress operator();

    Feed feed(HttpClient http, ScheduledExecutorService timer);

    ReportSink reports(HttpClient http);

    /** Over HTTP. */
    static Connections of(OperatorAddress operator) {
        return new Connections() {
            @Override
            public OperatorAddress operator() {
                return operator;
            }

            @Override
            public Feed feed(HttpClient http, ScheduledExecutorService timer) {
                return new HttpFeed(operator, http, timer);
            }

            @Override
            public ReportSink reports(HttpClient http) {
                return new HttpReports(operator, http);
            }
        };
    }
}
