package dev.larder.operator.source;

import java.util.Optional;

/**
 * An account's endpoint, and how to authenticate there.
 *
 * @param endpoint without a trailing slash; empty where the connection string names it
 */
public record Access(String account, Optional<String> endpoint, Key key) {

    /** One kind of credential. Never printed. */
    public sealed interface Key {
        record Anonymous() implements Key {}

        record Shared(String accountKey) implements Key {
            @Override
            public String toString() {
                return "Shared[hidden]";
            }
        }

        record Sas(String token) implements Key {
            @Override
            public String toString() {
                return "Sas[hidden]";
            }
        }

        record ConnectionString(String text) implements Key {
            @Override
            public String toString() {
                return "ConnectionString[hidden]";
            }
        }

        /** The operator's own federated token, exchanged for this identity. */
        record WorkloadIdentity(String clientId) implements Key {}
    }

    public String display() {
        return endpoint.orElse("account " + account);
    }
}
