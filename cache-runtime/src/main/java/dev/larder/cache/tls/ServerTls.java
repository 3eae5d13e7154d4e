package dev.larder.cache.tls;

import dev.larder.model.tls.ServerIdentity;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of one port, with the newest usable certificate in a directory. A pair of files that cannot be used changes
 * nothing: the one before goes on, and without one connections are closed. Connections that are open keep what they began
 * with. Thread-safe.
 *
 * <p>Handshakes are computed on event loops: with an EC key or an RSA one of 2,048 bits that takes well under a
 * millisecond, as long as copying one large answer.
 */
public final class ServerTls implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

    private final CertificateFiles files;
    private final TlsLibrary library;
    private final LongAdder handshakes = new LongAdder();
    private final LongAdder failedHandshakes = new LongAdder();
    private final LongAdder refusedPairs = new LongAdder();

    /** Held by whoever looks at the files, who may wait for the disk; event loops take only {@link #contextLock}. */
    private final Object filesLock = new Object();

    private CertificateFiles.@Nullable Content seen;

    /** Held for moments: the last user of a context frees it, so none may come between finding and using it. */
    private final Object contextLock = new Object();

    private @Nullable SslContext context;
    private boolean closed;

    private volatile @Nullable ServerIdentity identity;
    private volatile @Nullable String trouble;

    /** Reads the files at once; {@link #refresh()} does again. */
    public ServerTls(Path directory, TlsLibrary library) {
        this.files = new CertificateFiles(directory);
        this.library = library;
        refresh();
    }

    /**
     * Takes what the files hold now, if that is new and can be used. Reads them, so not on an event loop; each call costs
     * that and a comparison, and what is wrong is logged once.
     */
    public void refresh() {
        synchronized (filesLock) {
            try {
                CertificateFiles.Content now = files.read();
                if (seen == null || !seen.sameAs(now)) {
                    seen = now;
                    take(now);
                }
            } catch (IOException unreadable) {
                seen = null;
                troubled("cannot be read: " + unreadable);
            }
        }
    }

    private void take(CertificateFiles.Content content) {
        switch (content.identity()) {
            case ServerIdentity.Outcome.Unusable(String why) -> refuse(why);
            case ServerIdentity.Outcome.Usable(ServerIdentity usable) -> {
                try {
                    use(library.server(usable));
                    identity = usable;
                    trouble = null;
                    LOG.info("The blob endpoint shows the certificate of {}", usable);
                } catch (SSLException | IllegalArgumentException unusable) {
                    refuse(String.valueOf(unusable.getMessage()));
                }
            }
        }
    }

    private void use(SslContext made) {
        synchronized (contextLock) {
            ReferenceCountUtil.release(context);
            context = closed ? null : made;
            if (closed) {
                ReferenceCountUtil.release(made);
            }
        }
    }

    private void refuse(String why) {
        refusedPairs.increment();
        troubled("cannot be used: " + why);
    }

    private void troubled(String what) {
        if (!what.equals(trouble)) {
            trouble = what;
            LOG.warn(
                    "The TLS certificate in {} {}; {}",
                    files.directory(),
                    what,
                    identity == null ? "TLS connections are closed until there is one" : "the one before stays");
        }
    }

    /**
     * Puts TLS at the end of a new connection's pipeline.
     *
     * @param within the handshake must be done
     * @return false, with nothing put, while there is no certificate
     */
    public boolean secure(ChannelPipeline pipeline, Duration within) {
        SslHandler handler;
        synchronized (contextLock) {
            if (context == null) {
                return false;
            }
            handler = context.newHandler(pipeline.channel().alloc());
        }
        handler.setHandshakeTimeoutMillis(within.toMillis());
        // Each write becomes records by itself. Otherwise every piece of a large answer would be copied once more, to
        // be
        // joined with the end of the one before.
        handler.setWrapDataSize(0);
        handler.handshakeFuture().addListener(done -> (done.isSuccess() ? handshakes : failedHandshakes).increment());
        pipeline.addLast("tls", handler);
        return true;
    }

    /** When the certificate that new connections get expires; null while there is none. */
    public @Nullable Instant expires() {
        var known = identity;
        return known == null ? null : known.expires();
    }

    /** Handshakes that ended well. */
    public long handshakes() {
        return handshakes.sum();
    }

    /** Those that did not: clients that know another authority, that speak no TLS, or that only looked. */
    public long failedHandshakes() {
        return failedHandshakes.sum();
    }

    /** Pairs of files that were found and could not be used. */
    public long refusedPairs() {
        return refusedPairs.sum();
    }

    /** Why what the files hold now is not used; null if it is. */
    public @Nullable String trouble() {
        return trouble;
    }

    /** New connections are closed; those that are open go on. */
    @Override
    public void close() {
        synchronized (contextLock) {
            closed = true;
            ReferenceCountUtil.release(context);
            context = null;
        }
    }
}
