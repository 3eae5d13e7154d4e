package dev.larder.cache.feed;

import dev.larder.model.MalformedException;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.wire.FeedMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's feed: one long answer of length-delimited messages. Whenever it ends, or nothing is heard for a while,
 * it is asked for again, after a pause that doubles and is never the same on two nodes.
 */
public final class HttpFeed implements Feed {

    private static final Logger LOG = LoggerFactory.getLogger(HttpFeed.class);
    private static final Duration SILENCE = Duration.ofSeconds(15);
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;
    private static final int LONGEST_MESSAGE = 256 << 20;

    private final OperatorAddress operator;
    private final HttpClient http;
    private final ScheduledExecutorService timer;
    private volatile long heard = System.nanoTime() - SILENCE.toNanos();
    private volatile boolean closed;
    private volatile boolean wantsSnapshot;
    private volatile @Nullable InputStream open;
    private @Nullable Thread thread;
    private @Nullable ScheduledFuture<?> watch;

    public HttpFeed(OperatorAddress operator, HttpClient http, ScheduledExecutorService timer) {
        this.operator = operator;
        this.http = http;
        this.timer = timer;
    }

    @Override
    public void start(Listener listener) {
        thread = Thread.ofVirtual().name(operator.node() + "-feed").start(() -> run(listener));
        watch = timer.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public boolean isConnected() {
        return System.nanoTime() - heard < SILENCE.toNanos();
    }

    private void look() {
        InputStream current = open;
        if (current != null && !isConnected()) {
            LOG.info("feed is silent for {}; connecting again", SILENCE);
            end(current);
        }
    }

    private void run(Listener listener) {
        long pause = FIRST_PAUSE_MILLIS;
        while (!closed) {
            long before = heard;
            try {
                follow(listener);
            } catch (IOException | MalformedException e) {
                // Once per loss, not once per attempt.
                if (!closed && (heard != before || pause == FIRST_PAUSE_MILLIS)) {
                    LOG.info("feed {} ended: {}", operator.base(), e.toString());
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("feed message could not be used", e);
            }
            pause = heard != before ? FIRST_PAUSE_MILLIS : Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
            try {
                Thread.sleep(ThreadLocalRandom.current().nextLong(pause / 2, pause + 1));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void follow(Listener listener) throws IOException, InterruptedException {
        long map = wantsSnapshot ? 0 : listener.currentMap().version();
        long catalog = wantsSnapshot ? 0 : listener.catalogVersion();
        URI uri = operator.resolve("feed?node=" + URLEncoder.encode(operator.node(), StandardCharsets.UTF_8)
                + "&incarnation=" + Long.toUnsignedString(operator.incarnation()) + "&mapVersion=" + map
                + "&catalogVersion=" + catalog);
        HttpResponse<InputStream> response = http.send(
                HttpRequest.newBuilder(uri).timeout(SILENCE).build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw new IOException("answered " + response.statusCode());
            }
            heard = System.nanoTime();
            open = body;
            LOG.info("feed {} connected", operator.base());
            wantsSnapshot = false;
            while (!closed) {
                FeedMessage message = FeedMessages.read(body, LONGEST_MESSAGE);
                if (message == null) {
                    throw new IOException("end of stream");
                }
                heard = System.nanoTime();
                take(message, listener);
            }
        } finally {
            open = null;
        }
    }

    private void take(FeedMessage message, Listener listener) {
        switch (message.getMessageCase()) {
            case MAP -> listener.map(ClusterMap.fromWire(message.getMap()));
            case MAP_DELTA -> {
                try {
                    listener.map(listener.currentMap().apply(message.getMapDelta()));
                } catch (MalformedException e) {
                    wantsSnapshot = true;
                    throw e;
                }
            }
            case CATALOG -> listener.catalog(Catalog.fromWire(message.getCatalog()));
            case HEARTBEAT ->
                listener.announced(
                        message.getHeartbeat().getMapVersion(),
                        message.getHeartbeat().getCatalogVersion());
            // A newer operator may say more.
            case MESSAGE_NOT_SET -> {}
        }
    }

    private static void end(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            LOG.debug("closing the feed", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        if (watch != null) {
            watch.cancel(false);
        }
        InputStream current = open;
        if (current != null) {
            end(current);
        }
        if (thread != null) {
            thread.interrupt();
        }
    }
}
