package dev.larder.bench.controlplane;

import com.google.protobuf.CodedInputStream;
import dev.larder.model.wire.FeedMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What comes on one stream of the feed: the head of a response, then messages in chunks, however they are cut. */
final class FeedFrames {
    private static final byte[] NOTHING = {};
    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};
    private static final byte[] END_OF_LINE = {'\r', '\n'};
    /** Of a message's length. */
    private static final int VARINT = 5;

    /** Of the response, as it came. */
    private byte[] raw = NOTHING;
    /** Of messages, without the chunks' heads. */
    private byte[] content = NOTHING;

    private String head = "";

    /** The response's head; empty until all of it is there. */
    String head() {
        return head;
    }

    /** The head has come, and nothing of a message that is not complete. */
    boolean isBetween() {
        return !head.isEmpty() && raw.length == 0 && content.length == 0;
    }

    /** The messages that are complete with these bytes. */
    List<FeedMessage> take(ByteBuffer bytes) throws IOException {
        byte[] all = Arrays.copyOf(raw, raw.length + bytes.remaining());
        bytes.get(all, raw.length, bytes.remaining());
        int at = 0;
        if (head.isEmpty()) {
            int end = find(all, 0, END_OF_HEAD);
            if (end < 0) {
                raw = all;
                return List.of();
            }
            head = new String(all, 0, end, StandardCharsets.ISO_8859_1);
            at = end + END_OF_HEAD.length;
        }
        ByteArrayOutputStream arrived = new ByteArrayOutputStream();
        arrived.writeBytes(content);
        for (int line = find(all, at, END_OF_LINE); line >= 0; line = find(all, at, END_OF_LINE)) {
            int length = Integer.parseInt(new String(all, at, line - at, StandardCharsets.ISO_8859_1), 16);
            int next = line + length + 2 * END_OF_LINE.length;
            if (next > all.length) {
                break;
            }
            arrived.write(all, line + END_OF_LINE.length, length);
            at = next;
        }
        raw = at == all.length ? NOTHING : Arrays.copyOfRange(all, at, all.length);
        return messages(arrived.toByteArray());
    }

    private List<FeedMessage> messages(byte[] all) throws IOException {
        List<FeedMessage> messages = new ArrayList<>();
        int at = 0;
        while (at < all.length && (all.length - at >= VARINT || all[all.length - 1] >= 0)) {
            CodedInputStream in = CodedInputStream.newInstance(all, at, all.length - at);
            int length = in.readRawVarint32();
            int next = at + in.getTotalBytesRead() + length;
            if (next > all.length) {
                break;
            }
            messages.add(FeedMessage.parseFrom(in.readRawBytes(length)));
            at = next;
        }
        content = at == all.length ? NOTHING : Arrays.copyOfRange(all, at, all.length);
        return messages;
    }

    private static int find(byte[] in, int from, byte[] what) {
        for (int i = from; i + what.length <= in.length; i++) {
            if (Arrays.equals(in, i, i + what.length, what, 0, what.length)) {
                return i;
            }
        }
        return -1;
    }
}
