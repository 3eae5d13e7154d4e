package dev.larder.model.catalog;

import dev.larder.model.blob.BlobRef;
import java.net.URI;

/**
 * A storage account that nodes may read.
 *
 * @param endpoint of the blob service, including a path-style account where there is one
 */
public record OriginAccount(String account, URI endpoint, Credential credential) {
    public OriginAccount {
        BlobRef.requireAccount(account);
        if (!"https".equals(endpoint.getScheme()) && !"http".equals(endpoint.getScheme())) {
            throw new IllegalArgumentException("endpoint of " + account + " must be http or https: " + endpoint);
        }
    }
}
