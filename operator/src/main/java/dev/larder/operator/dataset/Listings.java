package dev.larder.operator.dataset;

import dev.larder.crds.dataset.AzureBlob;
import dev.larder.operator.catalog.Listing;
import dev.larder.operator.source.Access;
import dev.larder.operator.source.BlobSource;
import dev.larder.operator.source.ListingOutcome;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs listings on virtual threads, a few at a time, one per Dataset. Thread-safe; never blocks its caller. */
final class Listings {
    private static final Logger log = LoggerFactory.getLogger(Listings.class);
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Duration RETRY_LIMIT = Duration.ofSeconds(60);

    private final BlobSource source;
    private final Semaphore turns;
    private final Clock clock;
    private final Runnable trim;
    private final Map<String, ListingState> states = new ConcurrentHashMap<>();

    /** @param trim called after each listing, to delete manifests that are not used any more */
    Listings(BlobSource source, int parallel, Clock clock, Runnable trim) {
        this.source = source;
        this.turns = new Semaphore(parallel);
        this.clock = clock;
        this.trim = trim;
    }

    @Nullable
    ListingState state(String uid) {
        return states.get(uid);
    }

    void forgetAllBut(Set<String> uids) {
        states.keySet().retainAll(uids);
    }

    /** Starts listing unless that very source is being listed; {@code changed} is called as it gets on. */
    void start(String uid, String display, AzureBlob what, Access access, Runnable changed) {
        String fingerprint = fingerprint(what);
        int tries = states.get(uid) instanceof ListingState.Failed failed
                        && failed.source().equals(fingerprint)
                ? failed.tries()
                : 0;
        ListingState.Running running = new ListingState.Running(fingerprint, 0, 0);
        ListingState before = states.put(uid, running);
        if (before instanceof ListingState.Running other && other.source().equals(fingerprint)) {
            states.replace(uid, running, before);
            return;
        }
        log.info("{}: listing {}/{}/{}", display, what.account(), what.container(), what.prefix());
        Thread.ofVirtual()
                .name("listing " + display)
                .start(() -> run(uid, display, what, access, fingerprint, tries, changed));
    }

    private void run(
            String uid,
            String display,
            AzureBlob what,
            Access access,
            String fingerprint,
            int tries,
            Runnable changed) {
        ListingOutcome outcome;
        try {
            turns.acquire();
            try {
                outcome = source.list(what, access, (objects, bytes) -> {
                    states.computeIfPresent(
                            uid,
                            (u, old) -> old.source().equals(fingerprint)
                                    ? new ListingState.Running(fingerprint, objects, bytes)
                                    : old);
                    changed.run();
                });
            } finally {
                turns.release();
            }
        } catch (InterruptedException e) {
            return;
        }
        ListingState state = switch (outcome) {
            case ListingOutcome.Listed listed -> {
                log.info(
                        "{}: {} objects, {} bytes, revision {} ({} left out)",
                        display,
                        listed.objects(),
                        listed.bytes(),
                        listed.revision().abbreviated(),
                        listed.skipped());
                yield new ListingState.Done(
                        fingerprint,
                        new Listing(
                                fingerprint,
                                listed.revision(),
                                listed.manifestBytes(),
                                listed.objects(),
                                listed.bytes(),
                                listed.largestBytes(),
                                clock.instant()));
            }
            case ListingOutcome.Failed failed -> {
                log.warn("{}: listing failed: {}: {}", display, failed.reason(), failed.message());
                Duration pause = RETRY.multipliedBy(1L << Math.min(tries, 6));
                yield new ListingState.Failed(
                        fingerprint,
                        failed.reason(),
                        failed.message(),
                        tries + 1,
                        clock.instant().plus(pause.compareTo(RETRY_LIMIT) > 0 ? RETRY_LIMIT : pause));
            }
        };
        // The spec may have changed meanwhile; then this result is nobody's.
        states.computeIfPresent(uid, (u, old) -> old.source().equals(fingerprint) ? state : old);
        changed.run();
        trim.run();
    }

    /** Changes with everything that changes what is listed. */
    static String fingerprint(AzureBlob what) {
        return String.join(
                "\n",
                what.account(),
                what.container(),
                what.prefix(),
                String.join("\t", what.include()),
                String.join("\t", what.exclude()));
    }
}
