package dev.larder.cache.origin;

import java.net.URI;

/**
 * Where an account's blob service is.
 *
 * @param path prefix of every request path: empty for host-style endpoints, {@code /account} for path-style ones
 */
public record OriginEndpoint(boolean tls, String host, int port, String path) {

    public static OriginEndpoint of(URI endpoint) {
        boolean tls = "https".equalsIgnoreCase(endpoint.getScheme());
        int port = endpoint.getPort() >= 0 ? endpoint.getPort() : tls ? 443 : 80;
        var path = endpoint.getRawPath() == null ? "" : endpoint.getRawPath();
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return new OriginEndpoint(tls, String.valueOf(endpoint.getHost()), port, path);
    }

    /** As in a Host header. */
    public String authority() {
        return port == (tls ? 443 : 80) ? host : host + ":" + port;
    }

    /** Where its connections go: the same for all of its paths. */
    OriginEndpoint atRoot() {
        return new OriginEndpoint(tls, host, port, "");
    }
}
