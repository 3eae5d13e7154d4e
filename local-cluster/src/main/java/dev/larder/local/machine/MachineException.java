package dev.larder.local.machine;

/** Something this machine would not do. The message says what failed, why, and what to do about it. */
public final class MachineException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public MachineException(String message) {
        super(message);
    }

    public MachineException(String message, Throwable cause) {
        super(message, cause);
    }
}
