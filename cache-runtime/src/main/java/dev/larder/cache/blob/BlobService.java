package dev.larder.cache.blob;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.catalog.Resolution;
import dev.larder.cache.catalog.Served;
import dev.larder.cache.read.ByteSource;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.ReadMeter;
import dev.larder.model.blob.BlobRef;
import dev.larder.model.manifest.ManifestException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what answers a request. Thread-safe. */
final class BlobService {

    private static final Logger LOG = LoggerFactory.getLogger(BlobService.class);

    /** Ranges that are gathered for a checksum at once: 4 MiB each, twice for a moment. */
    private static final int MOST_GATHERED = 16;

    /** What makes a read of a blob one that the manifest cannot answer. */
    private static final List<AsciiString> BEYOND_MANIFEST = List.of(
            AsciiString.cached("x-ms-encryption-key"),
            AsciiString.cached("x-ms-lease-id"),
            AsciiString.cached("x-ms-if-tags"));

    private final Served served;
    private final StreamMeans means;
    private final Overwritten overwritten;
    private final Accounts accounts;
    private final ReadMeter meter;
    private final PassThrough passThrough;
    private final OnDemandPool onDemand;
    private final BlobMetrics metrics;
    private final Answers answers;
    private final RecentHeads heads = new RecentHeads();
    private final KnownTargets targets = new KnownTargets();
    private final QuickAnswers quickAnswers;
    private final @Nullable AccessLog accessLog;
    private final ExecutorService blocking;
    private final Semaphore gathers = new Semaphore(MOST_GATHERED);

    BlobService(
            String node,
            BlobEndpoint.Sources sources,
            PassThrough passThrough,
            BlobMetrics metrics,
            @Nullable AccessLog accessLog,
            ExecutorService blocking) {
        this.served = sources.served();
        this.means = new StreamMeans(sources.reads(), sources.cold(), blocking);
        this.overwritten = new Overwritten(sources.served());
        this.accounts = sources.accounts();
        this.meter = sources.meter();
        this.passThrough = passThrough;
        this.onDemand = new OnDemandPool(sources.served(), sources.accounts(), passThrough, sources.pool());
        this.metrics = metrics;
        this.answers = new Answers(node);
        this.accessLog = accessLog;
        this.quickAnswers = new QuickAnswers(served, sources.reads(), overwritten, this, targets);
        this.blocking = blocking;
    }

    Answers answers() {
        return answers;
    }

    QuickAnswers quickAnswers() {
        return quickAnswers;
    }

    RecentHeads heads() {
        return heads;
    }

    BlobMetrics metrics() {
        return metrics;
    }

    /** Null while it is off. */
    @Nullable
    AccessLog accessLog() {
        return accessLog;
    }

    /** Bytes of a Dataset were handed to a client. */
    void served(Resolution.InDataset blob, ByteSource source, long bytes) {
        metrics.served(source, bytes);
        meter.served(blob.revision(), bytes, source.isHere());
    }

    /** The origin was asked for something that is no read, and did not refuse it. */
    void changed(HttpMethod method, Target target) {
        overwritten.changed(method, target);
        onDemand.changed(method, target);
    }

    /** Runs what waits for the disk or computes for long; refuses when too much of that waits already. */
    ExecutorService blocking() {
        return blocking;
    }

    boolean mayGather() {
        return gathers.tryAcquire();
    }

    void gathered() {
        gathers.release();
    }

    ChunkStream stream(ClientConnection client, ByteSink sink, Resolution.InDataset blob, long start, long end) {
        return new ChunkStream(means, client.loop(), sink, blob, start, end);
    }

    /** Never throws for anything a client can send. */
    Exchange exchange(ClientConnection client, HttpRequest request) {
        var refusal = malformed(request);
        if (refusal != null) {
            return () -> {
                client.closeAfter();
                answers.refuse(client, null, refusal);
            };
        }
        if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            // Its keep-alive is an extension that nobody who matters still speaks.
            client.closeAfter();
        }
        return switch (Target.parse(request.uri(), request.headers().get(HttpHeaderNames.HOST))) {
            case Target.Parsed.Bad(var wrong) -> refused(client, request, wrong);
            case Target.Parsed.Good(var target) -> answer(client, request, target);
        };
    }

    private Exchange answer(ClientConnection client, HttpRequest request, Target target) {
        try {
            return target.isVirtual() ? ofDataset(client, request, target) : ofAccount(client, request, target);
        } catch (ManifestException damaged) {
            unexpected(damaged);
            return refused(client, request, AzureError.SERVER_BUSY.because("A manifest on this node is damaged."));
        }
    }

    Exchange refusal(ClientConnection client, Refusal refusal) {
        return () -> {
            client.closeAfter();
            answers.refuse(client, null, refusal);
        };
    }

    /** How a failure to get a chunk looks to a client of the service. SDKs retry 503, and nothing else of these. */
    Refusal refusal(Resolution.InDataset blob, FillFailure why) {
        var dataset = name(blob.revision());
        return switch (why.reason()) {
            case SOURCE_CHANGED ->
                AzureError.CONDITION_NOT_MET.because("The blob changed at its source after Dataset " + dataset
                        + " was resolved; the version of the Dataset's revision is no longer there. " + why.message());
            case ORIGIN_NOT_FOUND ->
                AzureError.BLOB_NOT_FOUND.because("The blob was deleted at its source after Dataset " + dataset
                        + " was resolved. " + why.message());
            case ORIGIN_DENIED ->
                AzureError.AUTHORIZATION_FAILURE.because(
                        "The cache's own credential may not read the source of Dataset " + dataset + ". "
                                + why.message());
            // Hadoop counts the service's throttling messages: they stay as they are.
            case ORIGIN_THROTTLED -> AzureError.SERVER_BUSY.because(why.message());
            case ORIGIN_UNREACHABLE,
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
                    CLOSING ->
                AzureError.SERVER_BUSY.because(
                        "The server is busy: " + why.message() + " (" + why.reason() + ", Dataset " + dataset + ")");
        };
    }

    /** An answer broke off after its head. */
    void cutShort(Resolution.InDataset blob, FillFailure why) {
        LOG.info(
                "Closed a connection amid {} of Dataset {}: {} {}",
                blob.entry().path(),
                name(blob.revision()),
                why.reason(),
                why.message());
    }

    void unexpected(Throwable cause) {
        metrics.wasUnexpected();
        LOG.warn("Unexpected at the blob endpoint", cause);
    }

    // ---- what is asked ----

    private static @Nullable Refusal malformed(HttpRequest request) {
        var result = request.decoderResult();
        if (result.isFailure()) {
            var cause = result.cause();
            if (cause instanceof TooLongHttpHeaderException) {
                return AzureError.HEADERS_TOO_LARGE.because("The request's headers are too large.");
            }
            if (cause instanceof TooLongHttpLineException) {
                return AzureError.URI_TOO_LONG.because("The request line is too long.");
            }
            return AzureError.INVALID_INPUT.because("The request is not valid HTTP/1.1.");
        }
        var version = request.protocolVersion();
        if (version.majorVersion() != 1) {
            return AzureError.INVALID_INPUT.because("This endpoint speaks HTTP/1.1, not " + version + ".");
        }
        int hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
        if (hosts > 1 || (hosts == 0 && !version.equals(HttpVersion.HTTP_1_0))) {
            return AzureError.INVALID_HEADER_VALUE.because("A request has exactly one Host header.");
        }
        return null;
    }

    /** Requests to a virtual account: a read-only view of one Dataset, with no origin behind it. */
    private Exchange ofDataset(ClientConnection client, HttpRequest request, Target target) {
        if (!isRead(request)) {
            return refused(
                    client,
                    request,
                    AzureError.UNSUPPORTED_VERB.because(
                            "The account " + target.account()
                                    + " is a read-only view of a Dataset; write to the storage account the Dataset was made from."));
        }
        if (target.container().isEmpty()) {
            return refused(client, request, Refusals.unsupported(target));
        }
        if (target.blob().isEmpty()) {
            return ofContainer(client, request, target);
        }
        if (!isPlain(request, target)) {
            return refused(client, request, Refusals.unsupported(target));
        }
        return ofBlob(client, request, target);
    }

    private Exchange ofAccount(ClientConnection client, HttpRequest request, Target target) {
        var origin = accounts.origin(target.account());
        if (origin == null) {
            return refused(client, request, Refusals.unknownAccount(target));
        }
        if (!target.blob().isEmpty()
                && isRead(request)
                && isPlain(request, target)
                && !isOverwritten(request, target)) {
            return ofBlob(client, request, target);
        }
        return passThrough.exchange(client, this, request, target, origin);
    }

    private Exchange ofBlob(ClientConnection client, HttpRequest request, Target target) {
        var edition = served.edition();
        return switch (served.resolve(target.ref())) {
            case Resolution.InDataset blob -> {
                if (request.method().equals(HttpMethod.GET)) {
                    var host = request.headers().get(HttpHeaderNames.HOST);
                    targets.keep(edition, request.uri(), host == null ? "" : host, blob);
                }
                yield new BlobRead(client, this, request, blob);
            }
            case Resolution.Outside(var origin) -> onDemand.exchange(client, this, request, target, origin);
            case Resolution.NoSuchBlob(var revision) ->
                refused(
                        client,
                        request,
                        AzureError.BLOB_NOT_FOUND.because("The specified blob does not exist in revision "
                                + revision.id().abbreviated() + " of Dataset " + name(revision) + "."));
            case Resolution.NoSuchContainer none -> refused(client, request, Refusals.noSuchContainer(target));
            case Resolution.UnknownAccount unknown -> refused(client, request, Refusals.unknownAccount(target));
            case Resolution.NotReady(var dataset) -> refused(client, request, Refusals.notReady(dataset));
        };
    }

    private Exchange ofContainer(ClientConnection client, HttpRequest request, Target target) {
        var listed = served.listing(target.account(), target.container());
        if (listed.isEmpty()) {
            return refused(client, request, noListing(target));
        }
        var revision = listed.get();
        if (target.query().get("comp") == null) {
            return new ContainerProperties(client, this, request, revision);
        }
        if (!target.query().is("comp", "list") || !request.method().equals(HttpMethod.GET)) {
            return refused(client, request, Refusals.unsupported(target));
        }
        return switch (ListQuery.parse(target.query())) {
            case ListQuery.Parsed.Bad(var wrong) -> refused(client, request, wrong);
            case ListQuery.Parsed.Good(var query) ->
                new ListBlobs(
                        client, this, request, revision, query, endpoint(client, request, target), target.container());
        };
    }

    /** Why a virtual account's container cannot be listed: the answer that a blob in it would get. */
    private Refusal noListing(Target target) {
        var probe = new BlobRef(target.account(), target.container(), "-");
        return switch (served.resolve(probe)) {
            case Resolution.NotReady(var dataset) -> Refusals.notReady(dataset);
            case Resolution.UnknownAccount unknown -> Refusals.unknownAccount(target);
            case Resolution.InDataset blob -> Refusals.noSuchContainer(target);
            case Resolution.NoSuchBlob blob -> Refusals.noSuchContainer(target);
            case Resolution.NoSuchContainer none -> Refusals.noSuchContainer(target);
            case Resolution.Outside outside -> Refusals.noSuchContainer(target);
        };
    }

    /** Only for who could have written it: the origin would refuse the others, who can still have the revision. */
    private boolean isOverwritten(HttpRequest request, Target target) {
        return overwritten.any()
                && (request.headers().contains(HttpHeaderNames.AUTHORIZATION)
                        || target.query().get("sig") != null)
                && served.resolve(target.ref()) instanceof Resolution.InDataset blob
                && overwritten.hides(target.ref(), blob.revision());
    }

    static boolean isRead(HttpRequest request) {
        return request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    }

    private static boolean isPlain(HttpRequest request, Target target) {
        var query = target.query();
        if (query.get("comp") != null
                || query.get("restype") != null
                || query.get("snapshot") != null
                || query.get("versionid") != null) {
            return false;
        }
        for (var header : BEYOND_MANIFEST) {
            if (request.headers().contains(header)) {
                return false;
            }
        }
        return true;
    }

    private static String endpoint(ClientConnection client, HttpRequest request, Target target) {
        var host = request.headers().get(HttpHeaderNames.HOST);
        return (client.isEncrypted() ? "https://" : "http://") + host + "/"
                + (target.hostStyle() ? "" : target.account() + "/");
    }

    private static String name(DatasetRevision revision) {
        return revision.dataset().namespace() + "/" + revision.dataset().name();
    }

    private Exchange refused(ClientConnection client, HttpRequest request, Refusal refusal) {
        return () -> {
            if (HttpBody.isExpected(request)) {
                client.closeAfter();
            }
            answers.refuse(client, request, refusal);
        };
    }
}
