package dev.larder.local.origin;

import dev.larder.local.azurite.StorageAccount;
import java.net.URI;

/** A blob storage account on this machine that counts what reaches it and fails on demand. */
public interface LocalOrigin extends AutoCloseable {

    StorageAccount account();

    /** Host and port that are counted: for caches, operators and the clients under test. */
    String authority();

    /** Host and port behind the counter and its faults: for putting test data there. */
    String directAuthority();

    OriginProbe probe();

    /** {@code http://host:port/account}. */
    default URI endpoint() {
        return URI.create("http://" + authority() + "/" + account().name());
    }

    default String connectionString() {
        return account().connectionString(authority());
    }

    default String directConnectionString() {
        return account().connectionString(directAuthority());
    }

    @Override
    void close();
}
