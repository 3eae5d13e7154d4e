package dev.larder.cache.peer;

import dev.larder.cache.fetch.ExtentRef;
import dev.larder.cache.fetch.FetchPlan.Peer;
import dev.larder.cache.fetch.MateOffers;
import dev.larder.model.manifest.ManifestId;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks mates over HTTP. A small question with a small answer, so it does not take one of the connections that chunks come
 * over.
 *
 * @param limit until an answer must have come
 */
public record PeerOffers(HttpClient http, Duration limit) implements MateOffers {

    @Override
    public CompletableFuture<Offer> ask(Peer mate, ManifestId revision, List<ExtentRef> lacked) {
        URI uri;
        try {
            uri = new URI("http", null, mate.host(), mate.port(), OfferPath.OFFERS + revision.hex(), null, null);
        } catch (URISyntaxException e) {
            return CompletableFuture.completedFuture(new Offer.Unreachable());
        }
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header(OfferPath.LACKS, OfferPath.encode(lacked))
                .timeout(limit)
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                // The request's own limit ends with the answer's head.
                .orTimeout(limit.toMillis() * 2, TimeUnit.MILLISECONDS)
                .handle((answer, broken) -> offer(answer, lacked.size()));
    }

    private static Offer offer(@Nullable HttpResponse<Void> answer, int asked) {
        if (answer == null) {
            return new Offer.Unreachable();
        }
        return switch (answer.statusCode()) {
            case 200 -> index(answer.headers().firstValue(OfferPath.OFFER).orElse(""), asked);
            case 404, 503 -> new Offer.Nothing();
            default -> new Offer.Unreachable();
        };
    }

    private static Offer index(String text, int asked) {
        try {
            int index = Integer.parseInt(text);
            return index >= 0 && index < asked ? new Offer.Has(index) : new Offer.Unreachable();
        } catch (NumberFormatException e) {
            return new Offer.Unreachable();
        }
    }
}
