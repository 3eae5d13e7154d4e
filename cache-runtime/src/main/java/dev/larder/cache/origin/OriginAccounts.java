package dev.larder.cache.origin;

/** Finds the origin of a storage account. */
@FunctionalInterface
public interface OriginAccounts {

    /** @throws IllegalArgumentException if the account is not configured or its credential is unusable; says why */
    Origin open(String account);
}
