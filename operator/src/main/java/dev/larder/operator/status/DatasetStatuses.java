package dev.larder.operator.status;

import static dev.larder.crds.condition.Conditions.OfDataset.RESOLVED;
import static dev.larder.crds.condition.Conditions.OfDataset.SERVING;
import static dev.larder.crds.condition.Conditions.OfDataset.SOURCE_CHANGED;
import static dev.larder.crds.condition.Conditions.OfDataset.WARM;

import dev.larder.crds.condition.Reason;
import dev.larder.crds.dataset.Dataset;
import dev.larder.crds.dataset.DatasetStatus;
import dev.larder.crds.dataset.DatasetStatus.ZoneStatus;
import dev.larder.crds.dataset.DatasetSummary;
import dev.larder.operator.catalog.Listing;
import dev.larder.operator.session.DatasetView;
import dev.larder.operator.warmth.Tally;
import dev.larder.operator.warmth.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Folds what is known of a Dataset into its status. Pure but for its clock. */
public final class DatasetStatuses {
    private final Clock clock;

    public DatasetStatuses(Clock clock) {
        this.clock = clock;
    }

    /**
     * The condition {@code Resolved}.
     *
     * @param resolved true, false, or null while it is being found out
     */
    public record Resolved(@Nullable Boolean resolved, Reason reason, String message) {}

    public DatasetStatus status(Dataset dataset, Resolved resolved, DatasetView view) {
        DatasetStatus before = dataset.getStatus();
        Long generation = dataset.getMetadata().getGeneration();
        Conditions conditions = new Conditions(before == null ? List.of() : before.conditions(), generation, clock);
        Listing listing = view.listing();
        Tally tally = view.tally();
        Boolean known = resolved.resolved();
        if (known == null) {
            conditions.unknown(RESOLVED, resolved.reason(), resolved.message());
        } else {
            conditions.set(RESOLVED, known, resolved.reason(), resolved.message());
        }
        warm(conditions, view);
        serving(conditions, view);
        sourceChanged(conditions, tally);

        Long required = tally == null ? null : tally.required();
        Long held = tally == null ? null : tally.held();
        boolean warm = view.verdict() != null && view.verdict().warm();
        Integer percent = percent(required, held, warm);
        Long rate = tally == null ? null : warm ? 0L : view.bytesPerSecond();
        Long eta = rate == null || rate == 0 || required == null || held == null ? null : (required - held) / rate;
        Long bytes = listing == null ? null : (Long) listing.bytes();
        return new DatasetStatus(
                generation,
                conditions.list(),
                listing == null ? null : listing.revision().hex(),
                listing == null ? null : (Long) listing.objects(),
                bytes,
                held,
                required,
                percent,
                rate,
                eta,
                tally == null ? null : (Long) tally.originBytes(),
                tally == null ? null : (Long) tally.originRequests(),
                zones(view),
                lastWarmUp(before, listing, warm),
                blockers(resolved, view),
                DatasetSummary.of(bytes, percent, rate, eta, conditions.list()));
    }

    private static void warm(Conditions conditions, DatasetView view) {
        Verdict verdict = view.verdict();
        if (verdict != null) {
            conditions.set(WARM, verdict.warm(), verdict.reason(), verdict.message());
        } else if (view.listing() == null) {
            conditions.set(WARM, false, Reason.NOT_RESOLVED, "there is no revision to warm yet");
        } else {
            conditions.set(WARM, false, Reason.WAITING_FOR_NODES, "the CacheCluster has no placement epoch yet");
        }
    }

    private static void serving(Conditions conditions, DatasetView view) {
        if (view.listing() == null) {
            conditions.set(SERVING, false, Reason.NO_REVISION, "there is no revision to serve yet");
        } else if (!view.published() || view.tally() == null || view.tally().owners() == 0) {
            conditions.set(SERVING, false, Reason.WAITING_FOR_NODES, "no cache node has a share of it yet");
        } else {
            String revision = view.listing().revision().abbreviated();
            conditions.set(SERVING, true, Reason.SERVING, "reads see revision " + revision);
        }
    }

    private static void sourceChanged(Conditions conditions, @Nullable Tally tally) {
        if (tally == null || tally.changedBlobs() == 0) {
            conditions.set(SOURCE_CHANGED, false, Reason.UNCHANGED, "no blob was found changed");
            return;
        }
        String example = tally.changedExample().isEmpty() ? "" : ", for example " + tally.changedExample();
        conditions.set(
                SOURCE_CHANGED,
                true,
                Reason.BLOBS_CHANGED,
                tally.changedBlobs() + " blobs are no longer those of the revision" + example);
    }

    /** Rounded down, so that 100 means all; and never 100 while Warm is False. */
    private static @Nullable Integer percent(@Nullable Long required, @Nullable Long held, boolean warm) {
        if (required == null || held == null) {
            return null;
        }
        if (warm) {
            return 100;
        }
        return required == 0 ? 0 : (int) Math.min(99, held * 100.0 / required);
    }

    /** The coldest first. */
    private static List<ZoneStatus> zones(DatasetView view) {
        return view.zones().entrySet().stream()
                .map(e -> new ZoneStatus(
                        e.getKey(),
                        e.getValue().required(),
                        e.getValue().held(),
                        e.getValue().nodes()))
                .sorted(Comparator.<ZoneStatus>comparingLong(z -> z.heldBytes() - z.requiredBytes())
                        .thenComparing(ZoneStatus::name))
                .limit(DatasetStatus.MAX_ZONES)
                .toList();
    }

    /** From listing to the first moment at which everything was held; later repairs do not count. */
    private @Nullable Long lastWarmUp(@Nullable DatasetStatus before, @Nullable Listing listing, boolean warm) {
        if (listing == null) {
            return null;
        }
        if (before != null && before.lastWarmUpSeconds() != null) {
            boolean sameRevision = listing.revision().hex().equals(before.revision());
            if (sameRevision) {
                return before.lastWarmUpSeconds();
            }
        }
        return warm
                ? (Long) Math.max(
                        0, Duration.between(listing.listedAt(), clock.instant()).toSeconds())
                : null;
    }

    private static List<String> blockers(Resolved resolved, DatasetView view) {
        List<String> blockers = new ArrayList<>();
        if (Boolean.FALSE.equals(resolved.resolved())) {
            blockers.add(resolved.reason() + ": " + resolved.message());
        }
        Verdict verdict = view.verdict();
        if (verdict != null && !verdict.warm()) {
            switch (verdict.reason()) {
                case INSUFFICIENT_CAPACITY,
                        QUOTA_REACHED,
                        ORIGIN_FAILING,
                        DEADLINE_AT_RISK,
                        SOURCE_CHANGED,
                        NODES_MISSING,
                        SUSPENDED -> blockers.add(verdict.reason() + ": " + verdict.message());
                default -> {} // progress is no blocker
            }
        }
        return blockers;
    }
}
