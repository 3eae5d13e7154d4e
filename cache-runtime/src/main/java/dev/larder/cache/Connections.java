package dev.larder.cache;

import dev.larder.cache.feed.Feed;
import dev.larder.cache.feed.FeedTimes;
import dev.larder.cache.feed.HttpFeed;
import dev.larder.cache.feed.OperatorAddress;
import dev.larder.cache.feed.RelayHub;
import dev.larder.cache.report.HttpReports;
import dev.larder.cache.report.ReportSink;
import java.net.http.HttpClient;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/** How a node reaches the operator; tests bring their own. */
public interface Connections {

    OperatorAddress operator();

    /** @param relayed what comes is passed on by this node */
    Feed feed(HttpClient http, ScheduledExecutorService timer, RelayHub relayed);

    ReportSink reports(HttpClient http);

    /** What ages are measured by: nanoseconds, as {@link System#nanoTime}. */
    default LongSupplier clock() {
        return System::nanoTime;
    }

    /** Over HTTP. */
    static Connections of(OperatorAddress operator) {
        return new Connections() {
            @Override
            public OperatorAddress operator() {
                return operator;
            }

            @Override
            public Feed feed(HttpClient http, ScheduledExecutorService timer, RelayHub relayed) {
                return new HttpFeed(operator, http, timer, relayed, FeedTimes.DEFAULT);
            }

            @Override
            public ReportSink reports(HttpClient http) {
                return new HttpReports(operator, http);
            }
        };
    }
}
