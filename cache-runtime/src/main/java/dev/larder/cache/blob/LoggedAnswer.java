package dev.larder.cache.blob;

import dev.larder.cache.read.ByteSource;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * What the access log is to tell of an answer that began with what is stored. Neither it nor its request passes the codec, and
 * so the {@link AccessRecorder}.
 *
 * @param began {@link System#nanoTime}
 */
record LoggedAnswer(AccessLog log, AccessEntry.Asked asked, Channel client, int status, long began) {

    /** Null while the log is off. The request may be parsed over afterwards. */
    static @Nullable LoggedAnswer of(
            @Nullable AccessLog log, SimpleGet request, Channel client, int status, long began) {
        return log == null ? null : new LoggedAnswer(log, AccessEntry.Asked.of(request), client, status, began);
    }

    /**
     * @param bytes of the body, as handed to the socket
     * @param complete the answer was sent whole
     */
    void ended(long bytes, boolean complete) {
        log.add(asked.answered(
                AccessEntry.client(client),
                status,
                bytes,
                System.nanoTime() - began,
                Answers.name(ByteSource.DISK).toString(),
                complete));
    }
}
