package dev.larder.cache.peer;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.larder.model.MalformedException;
import dev.larder.model.report.NodeReport;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The body of a report while it arrives. One event loop's. */
final class ReportUpload {
    /** About 10,000 Dataset revisions. */
    private static final int LONGEST = 1 << 20;

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean tooLong;

    void add(ByteBuf content) {
        tooLong |= body.size() + content.readableBytes() > LONGEST;
        if (tooLong) {
            return;
        }
        try {
            content.readBytes(body, content.readableBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    HttpResponseStatus taken(RelayDesk desk) {
        if (tooLong) {
            return HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE;
        }
        try {
            var wire = dev.larder.model.wire.NodeReport.parseFrom(body.toByteArray());
            return desk.reported(NodeReport.fromWire(wire), wire)
                    ? HttpResponseStatus.NO_CONTENT
                    : HttpResponseStatus.NOT_FOUND;
        } catch (InvalidProtocolBufferException | MalformedException e) {
            return HttpResponseStatus.BAD_REQUEST;
        }
    }
}
