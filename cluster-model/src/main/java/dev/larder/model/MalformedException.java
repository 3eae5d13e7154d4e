package dev.larder.model;

/** Bytes or a message from elsewhere (network, disk) do not form a valid value; the message says which part and why. */
public class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedException(String message) {
        super(message);
    }

    public MalformedException(String message, Throwable cause) {
        super(message, cause);
    }
}
