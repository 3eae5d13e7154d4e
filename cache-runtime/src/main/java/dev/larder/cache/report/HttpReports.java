package dev.larder.cache.report;

import dev.larder.cache.feed.OperatorAddress;
import dev.larder.model.report.NodeReport;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Reports to the operator. */
public final class HttpReports implements ReportSink {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final OperatorAddress operator;
    private final HttpClient http;

    public HttpReports(OperatorAddress operator, HttpClient http) {
        this.operator = operator;
        this.http = http;
    }

    @Override
    public void send(NodeReport report) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(operator.resolve("reports"))
                .timeout(LIMIT)
                .header("Content-Type", "application/x-protobuf")
                .POST(HttpRequest.BodyPublishers.ofByteArray(report.toWire().toByteArray()))
                .build();
        int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status / 100 != 2) {
            throw new IOException("operator answered " + status);
        }
    }
}
