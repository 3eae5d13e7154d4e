package dev.larder.cache.blob;

import dev.larder.cache.catalog.OnDemandRevisions;
import dev.larder.cache.catalog.Resolution;
import dev.larder.cache.catalog.Served;
import dev.larder.cache.origin.OriginEndpoint;
import dev.larder.cache.pool.KnownBlobs;
import dev.larder.cache.pool.Pass;
import dev.larder.cache.pool.PoolCounts;
import dev.larder.cache.pool.PoolMemory;
import dev.larder.cache.pool.Questions;
import dev.larder.cache.pool.Said;
import dev.larder.cache.read.FillFailure;
import dev.larder.model.blob.BlobRef;
import dev.larder.model.blob.BlobVersion;
import dev.larder.model.catalog.OnDemand;
import dev.larder.model.catalog.OnDemandRule;
import dev.larder.model.catalog.OnDemandRule.Policy;
import dev.larder.model.catalog.OriginAccount;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads of blobs that no Dataset lists but a rule of the CacheCluster covers. Before a byte is served from the cache the
 * origin has said two things, both in answer to a request for the blob's properties with the client's own credential:
 * that this client may read the blob, and which version of it there is. How long each is believed, the rule says.
 *
 * <p>Bytes come as those of Datasets do, with the cluster's credential and the version in If-Match; whatever stands in
 * the way before the answer has begun, the origin answers the client's request itself, as it does without a rule.
 *
 * <p>Thread-safe; never blocks.
 */
final class OnDemandPool {

    /**
     * What asks for another thing than the blob as it is. The origin sees the whole query, so that even an empty one counts,
     * which another of the same name may follow. A SAS with the last five has the service say other properties than
     * the blob's, which must not become those that others are told.
     */
    private static final List<String> NOT_THE_BLOB =
            List.of("comp", "restype", "snapshot", "versionid", "rscc", "rscd", "rsce", "rscl", "rsct");

    private final Served served;
    private final Accounts accounts;
    private final PassThrough passThrough;
    private final PoolMemory memory;
    private final Questions<Asked> questions = new Questions<>();

    /**
     * What makes questions equal. One that was sent before a write may be answered from before it, and whoever reads after
     * the write must not get that answer.
     *
     * @param what the blob for those who are let in, else the pass
     * @param stamp of the blob
     */
    private record Asked(Object what, long stamp) {}

    OnDemandPool(Served served, Accounts accounts, PassThrough passThrough, PoolMemory memory) {
        this.served = served;
        this.accounts = accounts;
        this.passThrough = passThrough;
        this.memory = memory;
    }

    /** A read, with what must be known of it. */
    record Read(
            ClientConnection client,
            BlobService service,
            HttpRequest request,
            Target target,
            BlobRef blob,
            OriginAccount origin,
            OnDemand pool,
            OnDemandRule rule,
            Pass pass) {}

    /** What answers a plain read of a blob of no Dataset. */
    Exchange exchange(
            ClientConnection client, BlobService service, HttpRequest request, Target target, OriginAccount origin) {
        var pool = served.onDemand();
        var blob = target.ref();
        var rule = pool.rule(blob.account(), blob.container());
        if (rule.isEmpty()) {
            return passThrough.exchange(client, service, request, target, origin);
        }
        boolean wanted = !memory.closed().isClosed(blob.account(), blob.container(), now())
                && !HttpBody.isExpected(request)
                && NOT_THE_BLOB.stream().noneMatch(target.query()::has)
                // The question would be the request itself.
                && !(rule.get().policy() == Policy.STRICT && request.method().equals(HttpMethod.HEAD));
        var credential = wanted
                ? ShownCredential.of(request, target, accounts.key(blob.account()), System.currentTimeMillis())
                : null;
        if (credential == null) {
            memory.counts().count(PoolCounts.Read.PASSED);
            return passThrough.exchange(client, service, request, target, origin);
        }
        var pass = Pass.of(memory.salt(), credential, blob);
        return new OnDemandRead(this, new Read(client, service, request, target, blob, origin, pool, rule.get(), pass));
    }

    Exchange passed(Read read) {
        memory.counts().count(PoolCounts.Read.PASSED);
        return passThrough.exchange(read.client, read.service, read.request, read.target, read.origin);
    }

    /** The version to serve without asking; null if the origin has to be asked. */
    Resolution.@Nullable InDataset known(Read read) {
        if (read.rule.policy() == Policy.STRICT || !memory.passes().isProven(read.pass, now())) {
            return null;
        }
        var known = memory.blobs().find(read.blob, read.pool);
        if (known == null || (read.rule.policy() == Policy.REVALIDATE && isOld(known, read.rule))) {
            return null;
        }
        return known.blob();
    }

    private boolean isOld(KnownBlobs.Known known, OnDemandRule rule) {
        return now() - known.askedAt()
                >= Duration.ofSeconds(rule.revalidateSeconds()).toNanos();
    }

    /**
     * Asks the origin. Whoever is known to be let in shares the answer that another such client gets: it is only the
     * version that is asked for. The others ask for themselves.
     *
     * @param anew the answer must be of a question that is sent from now on
     */
    CompletableFuture<Said> ask(Read read, boolean anew) {
        if (read.rule.policy() != Policy.STRICT && memory.passes().isProven(read.pass, now())) {
            return ask(read, read.blob, anew).thenCompose(said -> switch (said) {
                case Said.Readable readable -> CompletableFuture.completedFuture(said);
                case Said.NotKept notKept -> CompletableFuture.completedFuture(said);
                // That may be true of whoever asked only.
                case Said.Refused refused -> ask(read, read.pass, true);
                case Said.Unknown unknown -> CompletableFuture.completedFuture(said);
            });
        }
        return ask(read, read.pass, anew || read.rule.policy() == Policy.STRICT);
    }

    private CompletableFuture<Said> ask(Read read, Object what, boolean anew) {
        return questions.ask(new Asked(what, memory.blobs().stamp(read.blob)), anew, () -> question(read));
    }

    private CompletableFuture<Said> question(Read read) {
        var endpoint = OriginEndpoint.of(read.origin.endpoint());
        var known = memory.blobs().find(read.blob, read.pool);
        var etag = known == null ? null : known.blob().entry().etag();
        var request =
                ForwardedRequest.question(read.request, read.target, endpoint, accounts.key(read.blob.account()), etag);
        long stamp = memory.blobs().stamp(read.blob);
        long askedAt = now();
        return AskedProperties.ask(read.client.loop(), passThrough.pool(read.client.loop(), endpoint), request)
                .thenApply(answer -> said(read, known, answer, stamp, askedAt));
    }

    private Said said(
            Read read, KnownBlobs.@Nullable Known known, AskedProperties.Answer answer, long stamp, long askedAt) {
        return switch (answer) {
            case AskedProperties.Answer.None(var why) -> {
                memory.counts().count(PoolCounts.Question.FAILED);
                yield new Said.Unknown(why);
            }
            case AskedProperties.Answer.Head head
            when head.status() == 200 -> {
                var entry = ToldProperties.of(read.blob.path(), head.headers());
                if (entry == null) {
                    memory.counts().count(PoolCounts.Question.NOT_KEPT);
                    yield new Said.NotKept("it is no block blob, or is not described in full");
                }
                memory.counts().count(known == null ? PoolCounts.Question.FOUND : PoolCounts.Question.CHANGED);
                var revision = OnDemandRevisions.of(read.pool, new BlobVersion(read.blob, entry.size(), entry.etag()));
                yield readable(read, new Resolution.InDataset(revision, 0, entry), stamp, askedAt);
            }
            case AskedProperties.Answer.Head head
            when head.status() == 304 && known != null -> {
                memory.counts().count(PoolCounts.Question.UNCHANGED);
                yield readable(read, known.blob(), stamp, askedAt);
            }
            case AskedProperties.Answer.Head head
            when head.status() == 401 || head.status() == 403 || head.status() == 404 -> {
                memory.counts().count(PoolCounts.Question.REFUSED);
                memory.passes().forget(read.pass);
                yield new Said.Refused(head.status());
            }
            case AskedProperties.Answer.Head head -> {
                memory.counts().count(PoolCounts.Question.FAILED);
                yield new Said.Unknown("the origin answered " + head.status());
            }
        };
    }

    private Said readable(Read read, Resolution.InDataset blob, long stamp, long askedAt) {
        memory.blobs().keep(new KnownBlobs.Known(read.blob, read.pool, blob, askedAt), stamp);
        memory.passes()
                .prove(
                        read.pass,
                        askedAt
                                + Duration.ofSeconds(read.rule.recheckAccessSeconds())
                                        .toNanos());
        return new Said.Readable(blob);
    }

    /** One was answered without asking. */
    void remembered() {
        memory.counts().count(PoolCounts.Read.KNOWN);
    }

    /** One was answered after asking. */
    void asked() {
        memory.counts().count(PoolCounts.Read.ASKED);
    }

    /** A version turned out not to be there any more, or not to be readable with the cluster's credential. */
    void lost(Read read, FillFailure why) {
        switch (why.reason()) {
            case SOURCE_CHANGED, ORIGIN_NOT_FOUND -> memory.blobs().forget(read.blob);
            case ORIGIN_DENIED ->
                memory.closed().close(read.blob.account(), read.blob.container(), why.message(), now());
            case ORIGIN_UNREACHABLE,
                    ORIGIN_THROTTLED,
                    NOT_HELD,
                    BUSY,
                    TOO_MANY_HOPS,
                    CORRUPT,
                    CANCELLED,
                    NO_SPACE,
                    OVER_QUOTA,
                    PEER_UNREACHABLE,
                    PEER_SLOW,
                    UNKNOWN_REVISION,
                    CLOSING -> {}
        }
    }

    /** A request that is no read succeeded at the origin, or may have. */
    void changed(HttpMethod method, Target target) {
        switch (Overwritten.what(method, target)) {
            case NOTHING -> {}
            case BLOB -> memory.blobs().forget(target.ref());
            case CONTAINER -> memory.blobs().forgetAll(target.account(), target.container());
        }
    }

    private long now() {
        return memory.clock().getAsLong();
    }
}
