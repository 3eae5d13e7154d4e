package dev.larder.operator.nodes;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.larder.operator.nodes.Decoder.Decoded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One kind of object by paged list and then watch, decoded while it streams in. An own reader instead of an informer,
 * because an informer keeps whole objects: 100,000 Nodes are 4.9 GB of them and 25 MB of records.
 *
 * <p>{@link #values()} is a live view, safe from any thread. The listener is called from the reading thread after each
 * change; it must be quick.
 */
final class ListWatch<T> implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ListWatch.class);
    private static final int PAGE = 500;
    private static final String GONE = "410";
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration RETRY_LIMIT = Duration.ofSeconds(30);

    private final ApiStreams api;
    private final String path;
    private final Decoder<T> decoder;
    private final Listener<T> listener;
    private final ConcurrentHashMap<Object, T> objects = new ConcurrentHashMap<>();
    private final CountDownLatch synced = new CountDownLatch(1);
    private volatile boolean closed;
    private volatile @Nullable InputStream open;
    private @Nullable Thread reader;

    /** Told of each object that came ({@code before} is null), changed, or went ({@code after} is null). */
    interface Listener<T> {
        void changed(@Nullable T before, @Nullable T after);
    }

    /** @param path of the collection, with a query if it selects ({@code /api/v1/pods?labelSelector=...}) */
    ListWatch(ApiStreams api, String path, Decoder<T> decoder, Listener<T> listener) {
        this.api = api;
        this.path = path;
        this.decoder = decoder;
        this.listener = listener;
    }

    void start() {
        reader = Thread.ofVirtual().name("watch " + path).start(this::run);
    }

    boolean awaitSynced(Duration limit) throws InterruptedException {
        return synced.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean isSynced() {
        return synced.getCount() == 0;
    }

    Collection<T> values() {
        return Collections.unmodifiableCollection(objects.values());
    }

    @Nullable
    T get(Object key) {
        return objects.get(key);
    }

    @Override
    public void close() {
        closed = true;
        Thread thread = reader;
        if (thread != null) {
            thread.interrupt();
        }
        closeQuietly(open);
    }

    private void run() {
        Duration retry = RETRY;
        while (!closed) {
            try {
                String version = list();
                synced.countDown();
                retry = RETRY;
                while (!closed) {
                    version = watch(version);
                }
            } catch (Expired e) {
                log.info("Listing {} again: {}", path, e.getMessage());
            } catch (IOException | RuntimeException e) {
                if (!closed) {
                    log.warn("Reading {} failed, again in {} s: {}", path, retry.toSeconds(), e.toString());
                    pause(retry);
                    retry = retry.multipliedBy(2).compareTo(RETRY_LIMIT) > 0 ? RETRY_LIMIT : retry.multipliedBy(2);
                }
            }
        }
    }

    private String list() throws IOException {
        Set<Object> seen = new HashSet<>();
        Page page = new Page();
        do {
            String query = "limit=" + PAGE + (page.next.isEmpty() ? "" : "&continue=" + page.next);
            page = read(query, seen);
        } while (!page.next.isEmpty() && !closed);
        objects.keySet().stream().filter(key -> !seen.contains(key)).forEach(this::remove);
        return page.resourceVersion;
    }

    private Page read(String query, Set<Object> seen) throws IOException {
        Page page = new Page();
        try (InputStream body = opened(query);
                JsonParser json = JsonFields.parser(body)) {
            json.nextToken();
            JsonFields.object(json, name -> {
                switch (name) {
                    case "metadata" ->
                        JsonFields.object(json, field -> {
                            String text = JsonFields.text(json);
                            switch (field) {
                                case "resourceVersion" -> page.resourceVersion = text;
                                case "continue" -> page.next = text;
                                default -> {}
                            }
                        });
                    case "items" ->
                        JsonFields.array(json, () -> {
                            Decoded<T> object = decoder.decode(json);
                            seen.add(object.key());
                            put(object);
                        });
                    default -> json.skipChildren();
                }
            });
            // To the very end, so that the connection can be used again.
            while (json.nextToken() != null) {
                json.skipChildren();
            }
        }
        return page;
    }

    /** Returns the version to go on from when the server ends the watch. */
    private String watch(String version) throws IOException {
        String[] last = {version};
        String query = "watch=true&allowWatchBookmarks=true&timeoutSeconds="
                + ThreadLocalRandom.current().nextInt(300, 600) + "&resourceVersion=" + version;
        try (Rereadable body = new Rereadable(opened(query))) {
            while (events(body, last)) {
                // On, with a parser that has forgotten the names of fields.
            }
        }
        return last[0];
    }

    /** As many as a page has. Returns whether more may follow. */
    private boolean events(Rereadable body, String[] last) throws IOException {
        try (JsonParser json = JsonFields.parser(body)) {
            for (int event = 0; event < PAGE; event++) {
                if (json.nextToken() != JsonToken.START_OBJECT) {
                    return false;
                }
                String[] type = {""};
                JsonFields.object(json, name -> {
                    switch (name) {
                        case "type" -> type[0] = JsonFields.text(json);
                        case "object" -> last[0] = event(type[0], json);
                        default -> json.skipChildren();
                    }
                });
            }
            ByteArrayOutputStream unread = new ByteArrayOutputStream();
            json.releaseBuffered(unread);
            body.unread(unread.toByteArray());
            return true;
        }
    }

    private String event(String type, JsonParser json) throws IOException {
        if (type.equals("ERROR")) {
            Map<String, String> status = JsonFields.strings(json);
            String what = "the watch ended with " + status.getOrDefault("message", "an error");
            // To list again at once what a server in trouble has just refused would be more of its trouble.
            throw status.getOrDefault("code", "").equals(GONE) ? new Expired(what) : new IOException(what);
        }
        Decoded<T> object = decoder.decode(json);
        switch (type) {
            case "ADDED", "MODIFIED" -> put(object);
            case "DELETED" -> remove(object.key());
            default -> {} // BOOKMARK carries a version only
        }
        return object.resourceVersion();
    }

    private void put(Decoded<T> object) {
        // A node's heartbeat changes nothing that is kept, and must wake nobody; and the object stays the same one, by
        // which others know that what they made of it still holds.
        T before = objects.get(object.key());
        if (!object.value().equals(before)) {
            T value = before == null ? object.value() : decoder.sharing(object.value(), before);
            objects.put(object.key(), value);
            listener.changed(before, value);
        }
    }

    private void remove(Object key) {
        T before = objects.remove(key);
        if (before != null) {
            listener.changed(before, null);
        }
    }

    private InputStream opened(String query) throws IOException {
        InputStream body = api.get(path + (path.contains("?") ? "&" : "?") + query);
        open = body;
        if (closed) {
            body.close();
        }
        return body;
    }

    private static void closeQuietly(@Nullable InputStream stream) {
        try {
            if (stream != null) {
                stream.close();
            }
        } catch (IOException e) {
            log.debug("Closing a watch", e);
        }
    }

    private static void pause(Duration d) {
        try {
            Thread.sleep(d);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Page {
        String resourceVersion = "";
        String next = "";
    }

    /** The version to watch from is too old: list again at once. */
    static final class Expired extends IOException {
        Expired(String message) {
            super(message);
        }
    }
}
