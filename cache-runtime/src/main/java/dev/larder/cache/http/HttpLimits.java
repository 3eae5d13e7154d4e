package dev.larder.cache.http;

import java.time.Duration;

/**
 * What one listener grants its clients. Everything that a client can make grow has its bound here.
 *
 * @param requestLineBytes longest request line; a blob name of 1,024 characters may need 9 KiB when percent-encoded
 * @param headerBytes all headers of one request together; Azure allows 8 KiB of metadata alone
 * @param connections open at once; one more is answered 503 and closed, with TLS only closed
 * @param head from the first byte of a request to the end of its headers; with TLS also for the handshake
 * @param idle between two requests of a connection
 * @param stall without any progress in a request or response that is under way
 */
public record HttpLimits(
        int requestLineBytes, int headerBytes, int connections, Duration head, Duration idle, Duration stall) {

    public static HttpLimits defaults() {
        return new HttpLimits(
                16 << 10, 64 << 10, 20_000, Duration.ofSeconds(20), Duration.ofMinutes(5), Duration.ofMinutes(2));
    }
}
