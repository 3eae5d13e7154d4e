package dev.larder.cache.fetch;

import dev.larder.cache.fetch.FetchPlan.Peer;
import dev.larder.cache.fetch.Hedging.Outcome;
import dev.larder.cache.fetch.PeerReads.Mode;
import dev.larder.cache.read.FillFailure;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a peer, and a second one if the first is late. The second is only asked for what it holds: it fetches nothing, so
 * the origin and everybody on the way there send what they would have sent without it. Waits on the caller's thread.
 */
final class HedgedRead {

    private final Hedging hedging;
    private final LongSupplier clock;
    private final Asking asking;

    /** Asks a peer for the run. Never completes exceptionally. */
    @FunctionalInterface
    interface Asking {
        CompletableFuture<@Nullable FillFailure> ask(Peer peer, Mode mode, RunSink into);
    }

    /** @param clock nanoseconds, as {@link System#nanoTime} */
    HedgedRead(Hedging hedging, LongSupplier clock, Asking asking) {
        this.hedging = hedging;
        this.clock = clock;
        this.asking = asking;
    }

    /**
     * Null when all of the run is here.
     *
     * @param run at the beginning of a source's turn
     */
    @Nullable
    FillFailure read(Peer first, Mode mode, Peer second, RunSink run) throws InterruptedException {
        long late = hedging.begin();
        long began = clock.getAsLong();
        Race race = new Race(run);
        Race.Lane lane = race.lane();
        CompletableFuture<@Nullable FillFailure> one = asking.ask(first, mode, lane);
        CompletableFuture<Object> news = CompletableFuture.anyOf(race.begun(), one);
        if (!isWithin(late, news)) {
            if (hedging.mayAsk()) {
                return raced(race, lane, one, second, began);
            }
            hedging.count(Outcome.OVER_BUDGET);
            news.join();
        }
        if (race.begun().isDone()) {
            hedging.took(clock.getAsLong() - began);
        }
        return one.join();
    }

    private @Nullable FillFailure raced(
            Race race, Race.Lane lane, CompletableFuture<@Nullable FillFailure> one, Peer second, long began) {
        CompletableFuture<@Nullable FillFailure> two = asking.ask(second, Mode.HELD, race.lane());
        CompletableFuture.anyOf(race.begun(), CompletableFuture.allOf(one, two)).join();
        Race.Lane winner = race.begun().getNow(null);
        if (winner != null) {
            hedging.took(clock.getAsLong() - began);
        }
        if (winner != null && winner != lane) {
            hedging.count(Outcome.WON);
            return two.join();
        }
        hedging.count(winner == null || two.isDone() ? Outcome.FUTILE : Outcome.LOST);
        return one.join();
    }

    private static boolean isWithin(long nanos, CompletableFuture<Object> news) throws InterruptedException {
        try {
            news.get(nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("a read of a peer never completes exceptionally", impossible);
        }
    }
}
