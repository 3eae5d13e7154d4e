package dev.larder.cache.blob;

import dev.larder.model.catalog.OriginAccount;
import org.jspecify.annotations.Nullable;

/** The storage accounts that requests may be passed through to. Thread-safe; never blocks. */
public interface Accounts {

    /** Null when the cluster names no such account. */
    @Nullable
    OriginAccount origin(String account);

    /**
     * The account's key, decoded, if this node holds it: with it, shared-key signatures of clients that address the
     * node path-style are checked and made anew for the origin.
     */
    byte @Nullable [] key(String account);
}
