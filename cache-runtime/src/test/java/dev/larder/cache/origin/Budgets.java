package dev.larder.cache.origin;

import dev.larder.model.catalog.Catalog;
import dev.larder.model.catalog.Credential;
import dev.larder.model.catalog.OriginAccount;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/** Budgets of tests that are about something else. */
final class Budgets {
    private Budgets() {}

    static OriginBudgets unlimited(ScheduledExecutorService timer) {
        Catalog catalog = new Catalog(
                1,
                List.of(new OriginAccount("acc", URI.create("http://127.0.0.1:1/acc"), new Credential.Anonymous())),
                List.of());
        return new OriginBudgets(
                new OriginBudgets.Means("n0", () -> catalog, () -> true, timer, Runnable::run, System::nanoTime));
    }
}
