package dev.larder.cache.fetch;

import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import dev.larder.cache.store.BlockSums;
import dev.larder.cache.store.ChunkStore;
import dev.larder.cache.store.PutOutcome;
import dev.larder.cache.store.StoredChunk;
import dev.larder.model.blob.ChunkId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The few threads that wait for the disk. Those that store give way to the event loops: what they store is in memory meanwhile
 * and can be read from there, so that where there are few cores a client's bytes go first. Those that verify do not, since
 * requests wait for them. What is queued is bounded by whoever queues it: chunks to store by the fill memory, chunks to
 * verify by the requests. Platform threads, because file reads pin virtual ones to their carriers.
 */
public final class StoringDisk implements AutoCloseable {

    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final ChunkStore store;
    private final ExecutorService storing;
    private final ExecutorService verifying;
    private final Predicate<String> keeps;
    private final Set<String> dirty = ConcurrentHashMap.newKeySet();

    /**
     * @param threads of each kind
     * @param keeps whether the Dataset with this uid is in the catalog still
     */
    public StoringDisk(String node, ChunkStore store, int threads, Predicate<String> keeps) {
        this.store = store;
        this.keeps = keeps;
        ThreadFactory factory = named(node + "-disk-");
        GivingWay way = GivingWay.find();
        this.storing = Executors.newFixedThreadPool(threads, work -> factory.newThread(way.before(work)));
        this.verifying = Executors.newFixedThreadPool(threads, named(node + "-verify-"));
    }

    private static ThreadFactory named(String name) {
        return Thread.ofPlatform().name(name, 0).daemon().factory();
    }

    /** Makes what was stored since the last call survive a power cut. Blocks. */
    public void sync() {
        for (String owner : List.copyOf(dirty)) {
            dirty.remove(owner);
            store.sync(owner);
        }
    }

    /** For what a request waits for. */
    <T> CompletableFuture<T> call(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, verifying);
    }

    /** Stores a whole fill; the fill is readable throughout. {@code done} gets null, or why it is not stored. */
    void store(ChunkFill fill, Consumer<@Nullable FillFailure> done) {
        try {
            storing.execute(() -> done.accept(put(fill)));
        } catch (RejectedExecutionException closing) {
            fill.keepForReadersOnly();
            done.accept(new FillFailure(Reason.CLOSING, "node is closing"));
        }
    }

    private @Nullable FillFailure put(ChunkFill fill) {
        FillFailure failure;
        try {
            String owner = fill.ref.revision().dataset().uid();
            failure = put(owner, fill.id, fill.sums(), fill.bytes());
        } catch (RuntimeException e) {
            failure = new FillFailure(Reason.CORRUPT, "chunk could not be stored: " + e);
        }
        StoredChunk stored = failure == null ? store.open(fill.id) : null;
        if (stored != null) {
            fill.storedAs(stored);
        } else {
            fill.keepForReadersOnly();
        }
        return failure;
    }

    @Nullable
    FillFailure put(String owner, ChunkId id, BlockSums sums, List<ByteBuffer> bytes) {
        return settled(owner, store.put(owner, id, sums, bytes));
    }

    /** Makes a chunk that is held the Dataset's own, if it would else be given up before it. Answers null, or why not. */
    CompletableFuture<@Nullable FillFailure> adopt(String owner, ChunkId id) {
        try {
            return CompletableFuture.supplyAsync(
                    () -> {
                        PutOutcome outcome = store.adopt(owner, id);
                        return outcome == null
                                ? new FillFailure(Reason.CANCELLED, "chunk was given up as it was to be taken over")
                                : settled(owner, outcome);
                    },
                    storing);
        } catch (RejectedExecutionException closing) {
            return CompletableFuture.completedFuture(new FillFailure(Reason.CLOSING, "node is closing"));
        }
    }

    private @Nullable FillFailure settled(String owner, PutOutcome outcome) {
        return switch (outcome) {
            case PutOutcome.Stored stored -> {
                // Asked after it was stored: whoever drops a Dataset's chunks has taken it from the catalog before.
                if (!keeps.test(owner)) {
                    store.drop(owner);
                    yield new FillFailure(Reason.CANCELLED, "its Dataset has left the catalog");
                }
                dirty.add(owner);
                yield null;
            }
            case PutOutcome.AlreadyHeld held -> null;
            case PutOutcome.NoSpace full ->
                new FillFailure(
                        full.overQuota() ? Reason.OVER_QUOTA : Reason.NO_SPACE,
                        "chunk needs " + full.neededBytes() + " bytes, " + full.freeBytes() + " are free"
                                + (full.overQuota() ? " of its quota" : ""));
            case PutOutcome.DiskFailed broken -> new FillFailure(Reason.NO_SPACE, broken.message());
        };
    }

    @Override
    public void close() {
        verifying.shutdown();
        storing.shutdown();
        try {
            for (ExecutorService each : List.of(verifying, storing)) {
                if (!each.awaitTermination(CLOSE.toSeconds(), TimeUnit.SECONDS)) {
                    each.shutdownNow();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
