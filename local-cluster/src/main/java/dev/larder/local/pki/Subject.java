package dev.larder.local.pki;

import java.util.List;

/**
 * Whom a certificate is for. Kubernetes takes the common name for the user and the organizations for the groups.
 *
 * @param hosts names and IPv4 addresses under which a server is reached; empty for clients
 */
public record Subject(String commonName, List<String> organizations, List<String> hosts) {

    public static Subject client(String user, String... groups) {
        return new Subject(user, List.of(groups), List.of());
    }

    public static Subject server(String name, List<String> hosts) {
        return new Subject(name, List.of(), List.copyOf(hosts));
    }
}
