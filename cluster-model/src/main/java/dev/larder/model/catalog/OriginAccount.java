package dev.larder.model.catalog;

import dev.larder.model.blob.BlobRef;
import dev.larder.model.placement.OriginReaders;
import java.net.URI;

/**
 * A storage account that nodes may read.
 *
 * @param endpoint of the blob service, including a path-style account where there is one
 * @param readersPerZone nodes of each zone that read it, see {@link OriginReaders}
 * @param limits of all nodes together
 */
public record OriginAccount(
        String account, URI endpoint, Credential credential, int readersPerZone, OriginLimits limits) {

    /** With the usual number of readers. */
    public OriginAccount(String account, URI endpoint, Credential credential) {
        this(account, endpoint, credential, OriginReaders.PER_ZONE);
    }

    /** Without limits. */
    public OriginAccount(String account, URI endpoint, Credential credential, int readersPerZone) {
        this(account, endpoint, credential, readersPerZone, OriginLimits.NONE);
    }

    public OriginAccount {
        BlobRef.requireAccount(account);
        if (!"https".equals(endpoint.getScheme()) && !"http".equals(endpoint.getScheme())) {
            throw new IllegalArgumentException("endpoint of " + account + " must be http or https: " + endpoint);
        }
        if (readersPerZone < 1) {
            throw new IllegalArgumentException("readers per zone of " + account + ": " + readersPerZone);
        }
    }

    public OriginAccount with(OriginLimits others) {
        return new OriginAccount(account, endpoint, credential, readersPerZone, others);
    }

    /** So many readers of each zone instead. */
    public OriginAccount readBy(int perZone) {
        return new OriginAccount(account, endpoint, credential, perZone, limits);
    }
}
