package dev.larder.cache.feed;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The feed over HTTP: one long answer of length-delimited messages, from the operator or from the relay of the node's
 * cell. A process asks the operator first, which may name a relay to follow. Whenever a stream ends, is silent, or brings
 * what cannot be believed ({@link Intake}), the node goes on with the next relay and in the end with the operator; when
 * all have failed, after a pause that doubles and is never the same on two nodes.
 */
public final class HttpFeed implements Feed {

    private static final Logger LOG = LoggerFactory.getLogger(HttpFeed.class);
    private static final int LONGEST_MESSAGE = 256 << 20;
    private static final int MOST_REDIRECTS = 8;
    private static final FeedSource OPERATOR = new FeedSource.Operator();

    private final OperatorAddress operator;
    private final HttpClient http;
    private final ScheduledExecutorService timer;
    private final RelayHub hub;
    private final FeedTimes times;
    private final FeedRoute route;
    private final LostRelays lost = new LostRelays();
    private volatile long heard;
    private volatile boolean closed;
    private volatile @Nullable InputStream open;
    private volatile @Nullable FeedSource source;
    private volatile @Nullable Intake intake;
    private volatile @Nullable Listener listener;
    private @Nullable Thread thread;
    private @Nullable ScheduledFuture<?> watch;
    private long moveAt;
    private boolean asked;

    /** How the attempt at a source ended. */
    private sealed interface End {
        /** It was followed for a while. */
        record Lost(String why) implements End {}

        record Failed(String why) implements End {}

        /** A relay that has no feed itself just now, or too many followers. */
        record Busy() implements End {}

        record Lied(String why) implements End {}

        record Doubted(String why) implements End {}

        record Follow(FeedSource.Relay relay) implements End {}

        record Later(Duration pause) implements End {}
    }

    public HttpFeed(
            OperatorAddress operator, HttpClient http, ScheduledExecutorService timer, RelayHub hub, FeedTimes times) {
        this.operator = operator;
        this.http = http;
        this.timer = timer;
        this.hub = hub;
        this.times = times;
        this.route = new FeedRoute(operator.node());
        this.heard = System.nanoTime() - times.silence().toNanos();
    }

    @Override
    public void start(Listener to) {
        listener = to;
        Intake taking = new Intake(to, hub);
        intake = taking;
        thread = Thread.ofVirtual().name(operator.node() + "-feed").start(() -> run(taking, to));
        long look = Math.min(1_000, times.silence().toMillis() / 4);
        watch = timer.scheduleWithFixedDelay(this::look, look, look, TimeUnit.MILLISECONDS);
    }

    @Override
    public boolean isConnected() {
        return System.nanoTime() - heard < times.silence().toNanos();
    }

    @Override
    public FeedSource.@Nullable Relay relay() {
        return source instanceof FeedSource.Relay relay ? relay : null;
    }

    @Override
    public boolean relaysItself() {
        Intake taking = intake;
        Listener to = listener;
        return taking != null && to != null && taking.relays() && route.relaysItself(to.currentMap());
    }

    private void look() {
        InputStream current = open;
        Intake taking = intake;
        Listener to = listener;
        if (!isConnected()) {
            hub.lost();
        }
        if (current == null || taking == null || to == null) {
            return;
        }
        if (!isConnected()) {
            LOG.info("feed of {} is silent for {}", source, times.silence());
            end(current);
        } else if (taking.overdue(System.nanoTime(), times.claim().toNanos())) {
            LOG.warn("{} announced what it does not send", source);
            end(current);
        } else if (isAstray(taking, to)) {
            LOG.info("feed moves away from {}", source);
            end(current);
        }
    }

    /** Whether it is time to leave this source for the one that is meant for this node. */
    private boolean isAstray(Intake taking, Listener to) {
        FeedSource now = source;
        boolean member = to.currentMap().indexOf(operator.node()) >= 0;
        boolean right = now == null
                || !member
                || now.equals(route.sources(to.currentMap(), taking.relays(), lost::contains)
                        .getFirst());
        long time = System.nanoTime();
        if (right) {
            moveAt = 0;
        } else if (moveAt == 0) {
            moveAt = (time + TimeUnit.MILLISECONDS.toNanos(jitter(times.move().toMillis()))) | 1;
        } else if (time - moveAt > 0) {
            moveAt = 0;
            return true;
        }
        return false;
    }

    private void run(Intake taking, Listener to) {
        long pause = times.firstPause().toMillis();
        try {
            while (!closed) {
                long before = heard;
                Duration wait = round(taking, to);
                pause = heard != before
                        ? times.firstPause().toMillis()
                        : Math.min(times.longestPause().toMillis(), pause * 2);
                Thread.sleep(wait.isZero() ? jitter(pause) : jitter(wait.toMillis() * 2));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tries each source once. Returns how long the operator wants this node to wait, or zero. */
    private Duration round(Intake taking, Listener to) throws InterruptedException {
        Set<String> tried = new LinkedHashSet<>();
        Deque<FeedSource> next = new ArrayDeque<>(
                asked ? route.sources(to.currentMap(), taking.relays(), lost::contains) : List.of(OPERATOR));
        int redirects = 0;
        while (!next.isEmpty() && !closed) {
            FeedSource at = next.removeFirst();
            End end = follow(at, tried, taking);
            if (closed) {
                return Duration.ZERO;
            }
            if (at instanceof FeedSource.Relay relay && !(end instanceof End.Follow)) {
                tried.add(relay.node());
                if (!(end instanceof End.Busy)) {
                    lost.add(
                            relay.node(), Duration.ofMillis(jitter(times.avoid().toMillis())));
                }
            }
            switch (end) {
                case End.Lost(String why) -> LOG.info("feed of {} ended: {}", at, why);
                case End.Busy() -> {}
                case End.Failed(String why) -> LOG.debug("feed of {}: {}", at, why);
                case End.Lied(String why) -> LOG.warn("{} is not believed: {}", at, why);
                case End.Doubted(String why) -> {
                    LOG.warn("{} is doubted, so the operator is asked: {}", at, why);
                    route.sources(to.currentMap(), true, node -> false).forEach(other -> {
                        if (other instanceof FeedSource.Relay relay) {
                            tried.add(relay.node());
                        }
                    });
                    next.clear();
                    next.add(OPERATOR);
                }
                case End.Follow(FeedSource.Relay relay) -> {
                    if (++redirects <= MOST_REDIRECTS) {
                        next.addFirst(OPERATOR);
                        next.addFirst(relay);
                    }
                }
                case End.Later(Duration pause) -> {
                    return pause;
                }
            }
        }
        return Duration.ZERO;
    }

    private End follow(FeedSource at, Set<String> tried, Intake taking) throws InterruptedException {
        boolean fromOperator = at instanceof FeedSource.Operator;
        try {
            HttpResponse<InputStream> response = http.send(
                    HttpRequest.newBuilder(uri(at, tried, taking))
                            .timeout(times.silence())
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() != 200) {
                    return refused(response, fromOperator);
                }
                asked = true;
                heard = System.nanoTime();
                taking.begin(fromOperator);
                source = at;
                moveAt = 0;
                open = body;
                LOG.info("feed of {} connected", at);
                return read(body, taking);
            } finally {
                open = null;
                source = null;
            }
        } catch (IOException e) {
            // Also when the relay is not there: then the operator's answer is not, or its name is not known.
            return new End.Failed(e.toString());
        } catch (RuntimeException e) {
            LOG.warn("feed message could not be used", e);
            return new End.Failed(e.toString());
        } finally {
            asked |= fromOperator;
        }
    }

    private End read(InputStream body, Intake taking) {
        try {
            while (!closed) {
                FeedMessages.Frame frame = FeedMessages.read(body, LONGEST_MESSAGE);
                if (frame == null) {
                    return new End.Lost("end of stream");
                }
                long now = System.nanoTime();
                switch (taking.take(frame, now)) {
                    case Intake.Heard() -> heard = now;
                    case Intake.Old() -> {}
                    case Intake.Drop(String why) -> {
                        return new End.Lied(why);
                    }
                    case Intake.Doubt(String why) -> {
                        return new End.Doubted(why);
                    }
                }
            }
            return new End.Lost("closed");
        } catch (IOException e) {
            return new End.Lost(e.toString());
        }
    }

    private static End refused(HttpResponse<InputStream> response, boolean fromOperator) {
        if (!fromOperator) {
            return response.statusCode() == 503 ? new End.Busy() : new End.Failed("answered " + response.statusCode());
        }
        var relay = response.headers().firstValue("larder-relay");
        var location = response.headers().firstValue("Location");
        if (response.statusCode() == 307 && relay.isPresent() && location.isPresent()) {
            URI uri = URI.create(location.get());
            return new End.Follow(new FeedSource.Relay(relay.get(), uri.getHost(), uri.getPort()));
        }
        var later = response.headers().firstValueAsLong("Retry-After");
        return later.isPresent() && response.statusCode() == 503
                ? new End.Later(Duration.ofSeconds(Math.clamp(later.getAsLong(), 1, 60)))
                : new End.Failed("answered " + response.statusCode());
    }

    private URI uri(FeedSource at, Set<String> tried, Intake taking) {
        String query = "feed?node=" + URLEncoder.encode(operator.node(), StandardCharsets.UTF_8) + "&incarnation="
                + Long.toUnsignedString(operator.incarnation()) + "&mapVersion=" + taking.mapVersion()
                + "&catalogVersion=" + taking.catalogVersion() + "&mapDigest=" + hex(taking.mapDigest())
                + "&catalogDigest=" + hex(taking.catalogDigest());
        return switch (at) {
            case FeedSource.Operator() ->
                operator.resolve(query + "&relays=1&tried="
                        + URLEncoder.encode(String.join(",", tried), StandardCharsets.UTF_8));
            case FeedSource.Relay(String node, String host, int port) ->
                URI.create("http://" + host + ":" + port + "/v1/" + query);
        };
    }

    private static String hex(ByteString digest) {
        return HexFormat.of().formatHex(digest.toByteArray());
    }

    private static long jitter(long millis) {
        return ThreadLocalRandom.current().nextLong(millis / 2, millis + 1);
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
