package dev.larder.cache.conformance;

/**
 * Where a read goes.
 *
 * @param name as differences and documentation call it
 * @param url path-style endpoint of the account
 * @param key base64
 */
record Place(String name, String url, String account, String key, String container) {

    /** The same by way of another host and port. */
    Place through(String authority) {
        return new Place(name, "http://" + authority + "/" + account, account, key, container);
    }
}
