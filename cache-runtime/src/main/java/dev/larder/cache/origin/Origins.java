package dev.larder.cache.origin;

import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import dev.larder.cache.http.EventLoops;
import dev.larder.model.catalog.OriginAccount;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/** The storage accounts of the catalog, opened on first use and again when their credentials change. Thread-safe. */
public final class Origins implements OriginAccounts, AutoCloseable {

    private static final SteadyOrigin.Patience PATIENCE =
            new SteadyOrigin.Patience(Duration.ofSeconds(20), Duration.ofMillis(2_500), Duration.ofSeconds(10));
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final Credentials credentials;
    private final ScheduledExecutorService timer;
    private final ExecutorService executor;
    private final OriginHttp data;
    private final HttpClient tokens;
    private final OriginBudgets budgets;
    private final Map<String, Opened> opened = new HashMap<>();
    private final Map<String, OriginPace> paces = new HashMap<>();
    private List<OriginAccount> accounts = List.of();

    private record Opened(OriginAccount account, FileTime credential, Origin origin) {}

    /** @param reads of one origin at the same time, at most */
    public Origins(
            Credentials credentials,
            OriginBudgets budgets,
            EventLoops loops,
            ScheduledExecutorService timer,
            ExecutorService executor,
            int reads) {
        this.credentials = credentials;
        this.budgets = budgets;
        this.timer = timer;
        this.executor = executor;
        this.data = new OriginHttp(loops, executor, reads);
        this.tokens = new JdkHttpClientBuilder(java.net.http.HttpClient.newBuilder()
                        .version(java.net.http.HttpClient.Version.HTTP_1_1)
                        .executor(executor))
                .connectionTimeout(CONNECT)
                .build();
    }

    /** The accounts that may be read from now on. */
    public synchronized void accounts(List<OriginAccount> now) {
        accounts = List.copyOf(now);
    }

    @Override
    public synchronized Origin open(String name) {
        OriginAccount account = accounts.stream()
                .filter(known -> known.account().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no origin is configured for account " + name));
        FileTime credential = credentials.changed(name);
        Opened known = opened.get(name);
        if (known == null
                || !known.account.with(account.limits()).equals(account)
                || !known.credential.equals(credential)) {
            Origin raw = AzureBlobOrigin.of(account, credentials, data, tokens);
            // A new credential does not make the account faster.
            AccountBudget budget = budgets.of(name);
            OriginPace pace = paces.computeIfAbsent(name, _ -> new OriginPace(budget, timer, executor));
            known = new Opened(account, credential, new SteadyOrigin(raw, PATIENCE, pace, budget, timer, executor));
            opened.put(name, known);
        }
        return known.origin;
    }

    @Override
    public synchronized void close() {
        opened.values().forEach(each -> each.origin.close());
        opened.clear();
    }
}
