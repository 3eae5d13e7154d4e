package dev.larder.model.topology;

import java.util.List;

/** A scope names no level of the topology; {@link #accepted()} are the names it could have. */
public final class UnknownScopeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> accepted;

    UnknownScopeException(String scope, List<String> accepted) {
        super("unknown scope \"" + scope + "\"; one of " + String.join(", ", accepted));
        this.accepted = accepted;
    }

    public List<String> accepted() {
        return accepted;
    }
}
