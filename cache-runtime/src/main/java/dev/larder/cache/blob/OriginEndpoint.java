package dev.larder.cache.blob;

import java.net.URI;

/**
 * Where an account's blob service is.
 *
 * @param path prefix of every request path: empty for host-style endpoints, {@code /account} for path-style ones
 */
record OriginEndpoint(boolean tls, String host, int port, String path) {

    static OriginEndpoint of(URI endpoint) {
        boolean tls = "https".equalsIgnoreCase(endpoint.getScheme());
        int port = endpoint.getPort() >= 0 ? endpoint.getPort() : tls ? 443 : 80;
        var path = endpoint.getRawPath() == null ? "" : endpoint.getRawPath();
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return new OriginEndpoint(tls, String.valueOf(endpoint.getHost()), port, path);
    }

    /** As in a Host header. */
    String authority() {
        return port == (tls ? 443 : 80) ? host : host + ":" + port;
    }
}
