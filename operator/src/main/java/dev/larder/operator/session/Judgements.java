package dev.larder.operator.session;

import dev.larder.model.catalog.Catalog;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.map.ClusterMap;
import dev.larder.operator.catalog.DatasetPlan;
import dev.larder.operator.warmth.Deadline;
import dev.larder.operator.warmth.Rate;
import dev.larder.operator.warmth.Reports;
import dev.larder.operator.warmth.Standing;
import dev.larder.operator.warmth.Tally;
import dev.larder.operator.warmth.Verdict;
import dev.larder.operator.warmth.Warmth;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is said of each Dataset, and was said before. Not thread-safe. */
final class Judgements {
    private static final Duration STALLED = Duration.ofSeconds(60);

    private final Duration missingAfter;
    private final Map<String, Verdict> verdicts = new HashMap<>();
    private final Map<String, Rate> rates = new HashMap<>();
    private final Asked asked = new Asked();

    /** @param missingAfter how long a statement stands without all reports */
    Judgements(Duration missingAfter) {
        this.missingAfter = missingAfter;
    }

    /**
     * Who answers, by one map. Looked up only where there are Datasets, and once for all of them.
     *
     * @param now of the look
     */
    record Answers(ClusterMap map, Reports reports, Instant now) {
        private Standing standing() {
            return Standing.of(map, reports);
        }
    }

    /** No Dataset is to be brought to its owners, so a new epoch has nothing to repair. */
    static boolean nothingToCopy(Catalog catalog) {
        return catalog.datasets().stream().noneMatch(Judgements::isCopied);
    }

    private static boolean isCopied(DatasetEntry dataset) {
        return !dataset.suspended() && dataset.warmUp() != WarmUp.ON_DEMAND;
    }

    /** Every Dataset that is being brought to its owners is there, or cannot get any further. */
    boolean repaired(Catalog catalog, Answers answers) {
        take(catalog);
        Standing standing = null;
        for (DatasetEntry dataset : catalog.datasets()) {
            if (!isCopied(dataset)) {
                continue;
            }
            standing = standing == null ? answers.standing() : standing;
            Tally tally = Tally.of(dataset, asked.since(dataset), standing);
            Rate rate = rates.get(dataset.uid());
            boolean stuck = tally.complete()
                    && (tally.failure() != null || tally.changedBlobs() > 0)
                    && rate != null
                    && rate.stalled(STALLED, answers.now());
            if (!tally.allHeld() && !stuck) {
                return false;
            }
        }
        return true;
    }

    /**
     * By uid of the Dataset.
     *
     * @param shortages by uid, why Datasets do not fit
     * @param before what was said the last time
     * @param date by the calendar
     */
    Map<String, DatasetView> judge(
            Collection<DatasetPlan> plans,
            Catalog catalog,
            Map<String, String> shortages,
            Answers answers,
            ClusterView before,
            Instant date) {
        take(catalog);
        Map<String, DatasetView> datasets = new HashMap<>();
        Standing standing = plans.isEmpty() ? null : answers.standing();
        for (DatasetPlan plan : plans) {
            DatasetEntry entry = catalog.dataset(plan.uid()).orElse(null);
            datasets.put(
                    plan.uid(),
                    entry == null || standing == null
                            ? DatasetView.unpublished(generation(plan), plan.listing())
                            : judge(plan, entry, standing, shortages.get(plan.uid()), answers, before, date));
        }
        verdicts.keySet().retainAll(datasets.keySet());
        rates.keySet().retainAll(datasets.keySet());
        return datasets;
    }

    private DatasetView judge(
            DatasetPlan plan,
            DatasetEntry entry,
            Standing standing,
            @Nullable String shortage,
            Answers answers,
            ClusterView before,
            Instant date) {
        Instant now = answers.now();
        Tally tally = Tally.of(entry, asked.since(entry), standing);
        Rate rate = rates.computeIfAbsent(plan.uid(), uid -> new Rate());
        rate.sample(tally.held(), now);
        Verdict last = verdicts.get(plan.uid());
        Verdict verdict = Warmth.judge(
                answers.map(),
                entry,
                tally,
                answers.reports(),
                plan.listing().bytes(),
                shortage,
                last == null && asked.asBefore(entry) ? Earlier.verdict(plan, now) : last,
                missingAfter,
                now);
        verdicts.put(plan.uid(), verdict);
        long bytesPerSecond = rate.bytesPerSecond(now);
        Verdict shown = Deadline.judge(
                verdict,
                tally,
                bytesPerSecond,
                plan.dataset().getSpec().warmUp().due(),
                before.warned(plan.uid()),
                date);
        return new DatasetView(generation(plan), plan.listing(), true, tally, shown, bytesPerSecond);
    }

    private void take(Catalog catalog) {
        verdicts.keySet().removeAll(asked.by(catalog));
    }

    private static @Nullable Long generation(DatasetPlan plan) {
        return plan.dataset().getMetadata().getGeneration();
    }
}
