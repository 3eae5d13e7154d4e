package dev.larder.model.catalog;

import dev.larder.model.blob.BlobRef;
import dev.larder.model.placement.OriginReaders;
import java.net.URI;

/**
 * A storage account that nodes may read.
 *
 * @param endpoint of the blob service, including a path-style account where there is one
 * @param readersPerZone nodes of each zone that read it, see {@link OriginReaders}
 */
public record OriginAccount(String account, URI endpoint, Credential credential, int readersPerZone) {

    /** With the usual number of readers. */
    public OriginAccount(String account, URI endpoint, Credential credential) {
        this(account, endpoint, credential, OriginReaders.PER_ZONE);
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
}
