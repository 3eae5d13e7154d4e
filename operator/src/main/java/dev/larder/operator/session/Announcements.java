package dev.larder.operator.session;

import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.condition.Reason;
import dev.larder.operator.catalog.DatasetPlan;
import dev.larder.operator.warmth.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides which reconcilers to wake: at once when a condition changes, now and then while only figures do. */
final class Announcements {
    private final SessionListener listener;
    private final Duration interval;
    private final Map<String, Told> told = new HashMap<>();
    private @Nullable ClusterView toldView;
    private Instant toldAt = Instant.EPOCH;

    Announcements(SessionListener listener, Duration interval) {
        this.listener = listener;
        this.interval = interval;
    }

    void tell(CacheCluster cluster, Collection<DatasetPlan> plans, ClusterView view, boolean urgent, Instant now) {
        boolean due = !now.isBefore(toldAt.plus(interval));
        if (urgent || (due && !view.equals(toldView))) {
            listener.clusterChanged(
                    cluster.getMetadata().getNamespace(), cluster.getMetadata().getName());
            toldView = view;
            toldAt = now;
        }
        for (DatasetPlan plan : plans) {
            DatasetView newest = view.datasets().getOrDefault(plan.uid(), DatasetView.UNKNOWN);
            Told last = told.get(plan.uid());
            if (last == null || changed(last, newest, now)) {
                listener.datasetChanged(
                        plan.dataset().getMetadata().getNamespace(),
                        plan.dataset().getMetadata().getName());
                told.put(plan.uid(), new Told(newest, now));
            }
        }
        told.keySet().retainAll(view.datasets().keySet());
    }

    private boolean changed(Told last, DatasetView newest, Instant now) {
        if (last.view.published() != newest.published() || reason(last.view) != reason(newest)) {
            return true;
        }
        boolean same = Objects.equals(last.view.tally(), newest.tally())
                && last.view.bytesPerSecond() == newest.bytesPerSecond()
                && Objects.equals(message(last.view), message(newest));
        return !same && !now.isBefore(last.at.plus(interval));
    }

    private static @Nullable String message(DatasetView view) {
        Verdict verdict = view.verdict();
        return verdict == null ? null : verdict.message();
    }

    private static @Nullable Reason reason(DatasetView view) {
        Verdict verdict = view.verdict();
        return verdict == null ? null : verdict.reason();
    }

    private record Told(DatasetView view, Instant at) {}
}
