package dev.larder.local.azurite;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * A storage account of the emulator.
 *
 * @param name 3 to 24 lower-case letters and digits, as Azure has it
 * @param key base64
 */
public record StorageAccount(String name, String key) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]{3,24}");
    private static final int KEY_BYTES = 64;

    public StorageAccount {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a storage account's name is 3 to 24 lower-case letters and digits, not \"" + name + "\"");
        }
    }

    /** With a new random key. */
    public static StorageAccount generate(String name) {
        var key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return new StorageAccount(name, Base64.getEncoder().encodeToString(key));
    }

    /** @param authority host and port of a path-style blob endpoint without TLS */
    public String connectionString(String authority) {
        return "DefaultEndpointsProtocol=http;AccountName=%s;AccountKey=%s;BlobEndpoint=http://%s/%s;"
                .formatted(name, key, authority, name);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return name;
    }
}
