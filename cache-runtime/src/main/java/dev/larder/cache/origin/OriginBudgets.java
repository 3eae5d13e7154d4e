package dev.larder.cache.origin;

import dev.larder.cache.admin.PrometheusText;
import dev.larder.model.broadcast.RankedTicks;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.catalog.OriginAccount;
import dev.larder.model.report.NodeReport;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** What this node may ask of each storage account. Thread-safe. */
public final class OriginBudgets {

    private final Means means;
    private final ConcurrentMap<String, AccountBudget> accounts = new ConcurrentHashMap<>();

    /**
     * What all budgets share.
     *
     * @param node this node's name
     * @param catalog that the node says that it has: what it says is what it keeps to
     * @param heard whether this process has heard that its catalog is the newest
     * @param cuts how often nodes were told that an account has refused requests of some node
     * @param executor where those who waited go on
     * @param clock nanoseconds, as {@link System#nanoTime}
     */
    public record Means(
            String node,
            Supplier<Catalog> catalog,
            BooleanSupplier heard,
            ToLongFunction<String> cuts,
            ScheduledExecutorService timer,
            Executor executor,
            LongSupplier clock) {}

    public OriginBudgets(Means means) {
        this.means = means;
    }

    AccountBudget of(String account) {
        return accounts.computeIfAbsent(account, name -> new AccountBudget(name, means));
    }

    /** Requests that accounts have refused since the start; only of accounts that have. */
    public Map<String, Long> refusals() {
        Map<String, Long> refusals = new HashMap<>();
        for (OriginAccount origin : means.catalog().get().origins()) {
            long count = of(origin.account()).refusals();
            if (count > 0 && refusals.size() < NodeReport.MAX_ACCOUNTS) {
                refusals.put(origin.account(), count);
            }
        }
        return refusals;
    }

    /** At most one sample for each account, of which a CacheCluster has at most 32. */
    public void write(PrometheusText text) {
        List<AccountBudget> all = means.catalog().get().origins().stream()
                .map(origin -> of(origin.account()))
                .sorted(Comparator.comparing(AccountBudget::account))
                .toList();
        shares(text, all, "larder_cache_origin_share_bytes_per_second", "read", AccountBudget.Share::bytes);
        shares(text, all, "larder_cache_origin_share_requests_per_second", "asked", AccountBudget.Share::requests);
        text.metric(
                "larder_cache_origin_budget_waits_total",
                "counter",
                "How often bytes that had arrived waited for the account's budget.");
        for (AccountBudget each : all) {
            for (boolean foreground : new boolean[] {true, false}) {
                text.sample(
                        "larder_cache_origin_budget_waits_total",
                        each.waits(foreground),
                        "account",
                        each.account(),
                        "for",
                        foreground ? "reader" : "warm-up");
            }
        }
    }

    private static void shares(
            PrometheusText text,
            List<AccountBudget> all,
            String name,
            String may,
            ToLongFunction<AccountBudget.Share> share) {
        text.metric(name, "gauge", "This node's share of what the account may be " + may + "; absent without a limit.");
        for (AccountBudget each : all) {
            long perSecond = share.applyAsLong(each.share());
            if (perSecond != RankedTicks.UNLIMITED) {
                text.sample(name, perSecond, "account", each.account());
            }
        }
    }
}
