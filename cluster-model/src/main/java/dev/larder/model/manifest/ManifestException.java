package dev.larder.model.manifest;

import dev.larder.model.MalformedException;

/** The bytes are not an intact manifest. */
public final class ManifestException extends MalformedException {
    private static final long serialVersionUID = 1L;

    public ManifestException(String message) {
        super(message);
    }

    public ManifestException(String message, Throwable cause) {
        super(message, cause);
    }
}
