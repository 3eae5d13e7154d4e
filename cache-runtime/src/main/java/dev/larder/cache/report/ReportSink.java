package dev.larder.cache.report;

import dev.larder.model.report.NodeReport;
import java.io.IOException;

/** Where reports go. */
@FunctionalInterface
public interface ReportSink {

    /** Blocks until the report was taken. */
    void send(NodeReport report) throws IOException, InterruptedException;
}
