package dev.larder.cache.origin;

import dev.larder.model.blob.Geometry;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.catalog.Credential;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.catalog.OriginAccount;
import dev.larder.model.catalog.OriginLimits;
import dev.larder.model.catalog.OriginShare;
import dev.larder.model.catalog.WarmUp;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Budgets whose time and news come when a test says so; of account {@code acc}, which one node reads. */
final class Budgets {

    final LaterExecutor timer = new LaterExecutor();
    long now;
    long cuts;
    private final OriginBudgets all;

    /** Two Datasets of the account, {@code low} and {@code high}. */
    Budgets(long bytesPerSecond, long requestsPerSecond) {
        Catalog catalog = new Catalog(
                1,
                List.of(account(new OriginLimits(
                        bytesPerSecond,
                        requestsPerSecond,
                        List.of(new OriginShare("n0", OriginShare.WHOLE, OriginShare.WHOLE))))),
                List.of(dataset("low", 0), dataset("high", 100)));
        all = new OriginBudgets(new OriginBudgets.Means(
                "n0", () -> catalog, () -> true, account -> cuts, timer, Runnable::run, () -> now));
    }

    AccountBudget account() {
        return all.of("acc");
    }

    /** For tests that are about something else. */
    static AccountBudget unlimited(ScheduledExecutorService timer) {
        Catalog catalog = new Catalog(1, List.of(account(OriginLimits.NONE)), List.of());
        return new OriginBudgets(new OriginBudgets.Means(
                        "n0", () -> catalog, () -> true, account -> 0, timer, Runnable::run, System::nanoTime))
                .of("acc");
    }

    private static OriginAccount account(OriginLimits limits) {
        return new OriginAccount("acc", URI.create("http://127.0.0.1:1/acc"), new Credential.Anonymous()).with(limits);
    }

    private static DatasetEntry dataset(String uid, int priority) {
        return new DatasetEntry(
                uid,
                "ns",
                uid,
                "acc",
                "cont",
                new Geometry(1 << 20, 1 << 20),
                "Zone",
                1,
                WarmUp.FULL,
                priority,
                false,
                List.of());
    }

    /** Keeps what is to run later until it is told. */
    static final class LaterExecutor extends ScheduledThreadPoolExecutor {
        private final Deque<Runnable> later = new ArrayDeque<>();

        LaterExecutor() {
            super(0);
        }

        @Override
        public @Nullable ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            later.add(task);
            return null;
        }

        void runAll() {
            for (int i = later.size(); i > 0; i--) {
                later.remove().run();
            }
        }
    }
}
