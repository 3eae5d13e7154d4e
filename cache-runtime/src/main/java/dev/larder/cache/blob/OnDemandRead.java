package dev.larder.cache.blob;

import dev.larder.cache.catalog.Resolution;
import dev.larder.cache.pool.Said;
import dev.larder.cache.read.FillFailure;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * One read of a blob of no Dataset: finds out which version there is and whether the client may read it, then is a
 * {@link BlobRead} of that version, or a {@link PassedExchange} if it cannot be. An answer has bytes of one version only:
 * once it has begun, nothing takes its place.
 */
final class OnDemandRead implements Exchange, BlobRead.Losses {

    /** A blob that is overwritten all the time is read at the origin. */
    private static final int MOST_VERSIONS = 3;

    private final OnDemandPool pool;
    private final OnDemandPool.Read read;
    private @Nullable Exchange answering;
    private int versions;
    private boolean over;

    OnDemandRead(OnDemandPool pool, OnDemandPool.Read read) {
        this.pool = pool;
        this.read = read;
    }

    @Override
    public void start() {
        read.client()
                .operation(
                        read.request().method().equals(HttpMethod.HEAD)
                                ? Operation.BLOB_PROPERTIES
                                : Operation.GET_BLOB);
        var known = pool.known(read);
        if (known != null && !isContradicted(known)) {
            pool.remembered();
            serve(known);
        } else {
            ask(known != null);
        }
    }

    /** The client wants another version, and may know better: from a list, which the origin made. */
    private boolean isContradicted(Resolution.InDataset known) {
        var refusal = Conditions.check(
                read.request().headers(), known.entry().etag(), known.entry().lastModified());
        return refusal != null && refusal.error() == AzureError.CONDITION_NOT_MET;
    }

    private void ask(boolean anew) {
        var loop = read.client().loop();
        pool.ask(read, anew).thenAccept(said -> {
            if (loop.inEventLoop()) {
                told(said);
            } else {
                loop.execute(() -> told(said));
            }
        });
    }

    private void told(Said said) {
        if (over) {
            return;
        }
        read.client().progress();
        switch (said) {
            case Said.Readable(var blob) -> {
                pool.asked();
                serve(blob);
            }
            case Said.Refused refused -> pass();
            case Said.NotKept notKept -> pass();
            case Said.Unknown unknown -> pass();
        }
    }

    private void serve(Resolution.InDataset blob) {
        versions++;
        answer(new BlobRead(read.client(), read.service(), read.request(), blob, this));
    }

    private void pass() {
        answer(pool.passed(read));
    }

    private void answer(Exchange with) {
        answering = with;
        with.start();
    }

    @Override
    public boolean replace(FillFailure why) {
        pool.lost(read, why);
        boolean another = why.reason() == FillFailure.Reason.SOURCE_CHANGED && versions < MOST_VERSIONS;
        answering = null;
        if (another) {
            ask(true);
        } else {
            pass();
        }
        return true;
    }

    @Override
    public void cutShort(FillFailure why) {
        pool.lost(read, why);
    }

    @Override
    public void body(HttpContent content) {
        if (answering != null) {
            answering.body(content);
        } else {
            content.release();
        }
    }

    @Override
    public void writable() {
        if (answering != null) {
            answering.writable();
        }
    }

    @Override
    public void abandon() {
        over = true;
        if (answering != null) {
            answering.abandon();
        }
    }
}
