package dev.larder.cache.report;

import dev.larder.cache.catalog.RevisionKey;
import dev.larder.cache.feed.StateFile;
import dev.larder.model.MalformedException;
import dev.larder.model.report.DatasetReport;
import dev.larder.model.report.NodeReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last report on disk, so that counters go on after a restart. One thread at a time. */
final class CounterFile {

    private static final Logger LOG = LoggerFactory.getLogger(CounterFile.class);

    private final StateFile file;

    CounterFile(StateFile file) {
        this.file = file;
    }

    /** Written before the report is sent: what was told must not shrink. */
    void write(NodeReport report) throws IOException {
        byte[] body = report.toWire().toByteArray();
        file.write(
                ByteBuffer.allocate(4 + body.length).putInt(sum(body)).put(body).array());
    }

    void restore(Counters counters) {
        byte[] content = file.read();
        if (content == null || content.length < 4) {
            return;
        }
        byte[] body = Arrays.copyOfRange(content, 4, content.length);
        if (ByteBuffer.wrap(content).getInt() != sum(body)) {
            LOG.warn("counters on disk are damaged and start at zero");
            return;
        }
        try {
            NodeReport report = NodeReport.fromWire(dev.larder.model.wire.NodeReport.parseFrom(body));
            for (DatasetReport dataset : report.datasets()) {
                counters.of(new RevisionKey(dataset.uid(), dataset.manifest())).restore(dataset);
            }
        } catch (MalformedException | com.google.protobuf.InvalidProtocolBufferException e) {
            LOG.warn("counters on disk cannot be read and start at zero: {}", e.getMessage());
        }
    }

    private static int sum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
