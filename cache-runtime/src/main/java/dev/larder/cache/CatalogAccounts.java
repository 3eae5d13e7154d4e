package dev.larder.cache;

import dev.larder.cache.blob.Accounts;
import dev.larder.cache.catalog.ServedCatalog;
import dev.larder.cache.origin.Credentials;
import dev.larder.model.catalog.Credential;
import dev.larder.model.catalog.OriginAccount;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The catalog's accounts, and their keys where this node has them as files. */
final class CatalogAccounts implements Accounts {

    private static final Duration FRESH = Duration.ofSeconds(10);

    private final ServedCatalog served;
    private final Credentials credentials;
    private final Map<String, Key> keys = new ConcurrentHashMap<>();

    private record Key(byte @Nullable [] bytes, long read) {}

    CatalogAccounts(ServedCatalog served, Credentials credentials) {
        this.served = served;
        this.credentials = credentials;
    }

    @Override
    public @Nullable OriginAccount origin(String account) {
        return served.catalog().origin(account).orElse(null);
    }

    /** Reads a file of a few bytes in memory at most every ten seconds. */
    @Override
    public byte @Nullable [] key(String account) {
        OriginAccount origin = origin(account);
        if (origin == null) {
            return null;
        }
        Key known = keys.get(account);
        if (known == null || System.nanoTime() - known.read > FRESH.toNanos()) {
            known = new Key(read(origin), System.nanoTime());
            keys.put(account, known);
        }
        return known.bytes;
    }

    private byte @Nullable [] read(OriginAccount origin) {
        try {
            return switch (origin.credential()) {
                case Credential.SharedKey key ->
                    Base64.getDecoder().decode(credentials.read(origin.account(), "account-key"));
                case Credential.ConnectionString text -> keyOf(credentials.read(origin.account(), "connection-string"));
                case Credential.Anonymous none -> null;
                case Credential.Sas token -> null;
                case Credential.WorkloadIdentity identity -> null;
            };
        } catch (IllegalArgumentException unusable) {
            return null;
        }
    }

    private static byte @Nullable [] keyOf(String connectionString) {
        for (String part : connectionString.split(";", -1)) {
            if (part.startsWith("AccountKey=")) {
                return Base64.getDecoder().decode(part.substring("AccountKey=".length()));
            }
        }
        return null;
    }
}
