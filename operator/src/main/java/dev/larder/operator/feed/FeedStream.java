package dev.larder.operator.feed;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;

/**
 * The stream to one node. Its only state is which versions it has sent, so a slow node holds back nothing and nobody.
 * Everything runs on the connection's event loop but {@link #wake} and {@link #end}, which any thread may call.
 */
final class FeedStream {
    private static final long HEARTBEAT_MILLIS = 5_000;
    /** So many heartbeats may find the last bytes still unsent before the node counts as gone. */
    private static final int STUCK_LIMIT = 6;

    private final FeedHub hub;
    private final HttpServerResponse response;
    private final Vertx vertx;
    private final Context loop;
    private long mapVersion;
    private long catalogVersion;
    private boolean quiet = true;
    private int stuck;
    private long timer;

    FeedStream(FeedHub hub, HttpServerResponse response, Vertx vertx, long mapVersion, long catalogVersion) {
        this.hub = hub;
        this.response = response;
        this.vertx = vertx;
        this.loop = vertx.getOrCreateContext();
        this.mapVersion = mapVersion;
        this.catalogVersion = catalogVersion;
    }

    void open() {
        response.setChunked(true).putHeader("Content-Type", "application/x-larder-feed");
        response.drainHandler(drained -> send());
        response.closeHandler(closed -> stop());
        response.exceptionHandler(failure -> stop());
        timer = vertx.setPeriodic(HEARTBEAT_MILLIS, tick -> beat());
        hub.add(this);
        send();
        if (quiet) {
            // The head must leave now: a node that is up to date would otherwise wait for the first heartbeat.
            announce(hub.current());
        }
    }

    void wake() {
        loop.runOnContext(now -> send());
    }

    void end() {
        loop.runOnContext(now -> {
            stop();
            if (!response.ended()) {
                response.end();
            }
        });
    }

    private void send() {
        if (response.ended() || response.closed() || response.writeQueueFull()) {
            return;
        }
        Published newest = hub.current();
        boolean newMap = newest.mapVersion() != mapVersion && newest.mapVersion() != 0;
        boolean newCatalog = newest.catalogVersion() != catalogVersion && newest.catalogVersion() != 0;
        if (!newMap && !newCatalog) {
            return;
        }
        // The heartbeat first: the node must not act on the one without the other, and knows the digests of both.
        response.write(hub.announcement(newest, newMap, mapVersion, newCatalog));
        mapVersion = newMap ? newest.mapVersion() : mapVersion;
        catalogVersion = newCatalog ? newest.catalogVersion() : catalogVersion;
        quiet = false;
    }

    private void announce(Published versions) {
        response.write(hub.heartbeat(versions));
    }

    private void beat() {
        if (response.writeQueueFull()) {
            if (++stuck >= STUCK_LIMIT) {
                response.reset();
                stop();
            }
            return;
        }
        stuck = 0;
        if (quiet) {
            announce(hub.current());
        }
        quiet = true;
    }

    private void stop() {
        vertx.cancelTimer(timer);
        hub.remove(this);
    }
}
