package dev.larder.cache.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.Fuzz;
import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.catalog.OnDemandRevisions;
import dev.larder.cache.catalog.Resolution;
import dev.larder.cache.catalog.Served;
import dev.larder.cache.feed.MapView;
import dev.larder.cache.feed.RelayHub;
import dev.larder.cache.fetch.ExtentRef;
import dev.larder.cache.fetch.PeerReads;
import dev.larder.cache.read.ChunkReads;
import dev.larder.cache.read.ChunkRef;
import dev.larder.cache.read.ColdReads;
import dev.larder.cache.read.Demand;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import dev.larder.cache.read.ReadOutcome;
import dev.larder.cache.store.StoredChunk;
import dev.larder.model.blob.BlobRef;
import dev.larder.model.blob.BlobVersion;
import dev.larder.model.blob.ChunkId;
import dev.larder.model.blob.Geometry;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.catalog.DatasetEntry;
import dev.larder.model.catalog.NetworkBudgets;
import dev.larder.model.catalog.OnDemand;
import dev.larder.model.catalog.OnDemandRule;
import dev.larder.model.catalog.Revision;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.Manifest;
import dev.larder.model.manifest.ManifestEntry;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.manifest.ManifestWriter;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.report.NodeReport;
import dev.larder.model.topology.Levels;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever is sent to the peer port: an answer with one of its statuses, or the end of the connection. */
class PeerRequestFuzzTest {

    private static final Set<Integer> STATUSES = Set.of(200, 400, 404, 405, 409, 502, 503, 508);

    private final OnDemand pool = new OnDemand(
            65_536, "Cluster", List.of(new OnDemandRule("contoso", "scratch-*", OnDemandRule.Policy.STRICT, 60, 60)));
    private final DatasetRevision revision = revision();
    private final ColdReads cold = ColdReads.start("fuzz");
    private final AtomicInteger serving = new AtomicInteger();
    private final MapView map = MapView.of(ClusterMap.empty(Levels.aks()), "fuzz");
    private final Uploads uploads = new Uploads(PeerLimits.defaults().uploads(), () -> map);
    private final Served served = new Served() {
        @Override
        public Resolution resolve(BlobRef address) {
            return new Resolution.UnknownAccount();
        }

        @Override
        public Object edition() {
            return this;
        }

        @Override
        public Optional<DatasetRevision> listing(String account, String container) {
            return Optional.empty();
        }

        @Override
        public @Nullable DatasetRevision revision(ManifestId id) {
            return id.equals(revision.id()) ? revision : null;
        }

        @Override
        public OnDemand onDemand() {
            return pool;
        }

        @Override
        public List<DatasetRevision> revisions() {
            return List.of(revision);
        }
    };

    @AfterEach
    void stop() {
        cold.close();
    }

    private static DatasetRevision revision() {
        var bytes = new ByteArrayOutputStream();
        ManifestId id;
        try {
            var writer = new ManifestWriter(bytes, "contoso", "data");
            writer.add(ManifestEntry.of("a", 300_000, "0x1", Instant.EPOCH));
            writer.add(ManifestEntry.of("b", 0, "0x2", Instant.EPOCH));
            id = writer.finish().id();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        var dataset = new DatasetEntry(
                "uid",
                "vision",
                "tree",
                "contoso",
                "data",
                new Geometry(65_536, 65_536),
                "Cluster",
                1,
                WarmUp.FULL,
                0,
                false,
                List.of(new Revision(id, bytes.size(), true)));
        return new DatasetRevision(dataset, id, Manifest.open(MemorySegment.ofArray(bytes.toByteArray())), true);
    }

    @Test
    void everyRequestIsAnsweredOrTheEnd() {
        Fuzz.run("peer requests", 1_500, random -> {
            Reason why = Fuzz.pick(random, List.of(Reason.values()));
            var means = new PeerServer.Means(
                    new Unavailable(why),
                    new Unavailable(why),
                    cold,
                    served,
                    id -> null,
                    PeerLimits.defaults(),
                    uploads,
                    new LinkBudgets(
                            () -> MapView.of(ClusterMap.empty(Levels.aks()), "n"),
                            () -> NetworkBudgets.DEFAULT,
                            0,
                            System::nanoTime),
                    new Offers(chunk -> random.nextBoolean(), random::nextInt),
                    new NoRelay(),
                    new PeerServer.Counters(serving, new Sent(() -> map), new LongAdder(), new LongAdder()));
            var config = new HttpDecoderConfig().setMaxInitialLineLength(4_096).setMaxHeaderSize(8_192);
            var channel = new EmbeddedChannel(new HttpServerCodec(config), new PeerRequests(means));
            byte[] request = request(random);
            for (int at = 0; at < request.length && channel.isOpen(); ) {
                int piece = 1 + random.nextInt(request.length - at);
                channel.writeInbound(Unpooled.copiedBuffer(request, at, piece));
                at += piece;
            }
            channel.runPendingTasks();
            channel.checkException();
            String answers = answers(channel);
            channel.finishAndReleaseAll();

            if (!answers.isEmpty()) {
                assertThat(answers).startsWith("HTTP/1.1 ");
                assertThat(STATUSES).as(answers).contains(Integer.parseInt(answers.substring(9, 12)));
            }
            assertThat(serving.get()).isZero();
            assertThat(uploads.sending()).isZero();
        });
    }

    /** The request as it must be, then what a fault or an enemy makes of it. */
    private byte[] request(SplittableRandom random) {
        String path = Fuzz.pick(
                random,
                List.of(
                        ChunkPath.format(run(random), "peer"),
                        ChunkPath.format(run(random), "peer"),
                        ChunkPath.MANIFESTS + revision.id().hex(),
                        ChunkPath.MANIFESTS + "ab",
                        OfferPath.OFFERS + revision.id().hex(),
                        OfferPath.OFFERS + revision.id().hex(),
                        OfferPath.OFFERS + "ab".repeat(32),
                        ChunkPath.CHUNKS + "x/y/z",
                        ChunkPath.CHUNKS + revision.id().hex() + "/0/0?count=%31&hops=" + random.nextInt(),
                        "/",
                        "*"));
        String method = random.nextInt(10) == 0 ? "POST" : "GET";
        String end = Fuzz.pick(random, List.of("\r\n\r\n", "\r\n\r\n", "\r\nConnection: close\r\n\r\n", "\n\n"));
        String lacks = OfferPath.encode(List.of(
                new ExtentRef(random.nextInt(3), random.nextInt(6)),
                new ExtentRef(0, random.nextLong(Long.MAX_VALUE))));
        var version = new BlobVersion(
                new BlobRef("contoso", Fuzz.pick(random, List.of("scratch-1", "scratch-1", "other")), "ä/b"),
                random.nextInt(300_000),
                "0x" + random.nextInt(3));
        String blob = ChunkPath.blob(version);
        if (random.nextBoolean()) {
            // Of a blob that no manifest here has.
            path = path.replace(
                    revision.id().hex(),
                    OnDemandRevisions.of(pool, version).id().hex());
        }
        byte[] intact = (method + ' ' + path + " HTTP/1.1\r\nHost: peer\r\n" + OfferPath.LACKS + ": " + lacks
                        + (random.nextInt(3) == 0 ? "" : "\r\n" + ChunkPath.BLOB + ": " + blob) + end)
                .getBytes(StandardCharsets.UTF_8);
        return random.nextInt(3) == 0 ? intact : Fuzz.mutated(random, intact);
    }

    private PeerReads.Run run(SplittableRandom random) {
        return new PeerReads.Run(
                random.nextInt(8) == 0 ? new ManifestId("ab".repeat(32)) : revision.id(),
                random.nextInt(4),
                random.nextInt(8) == 0 ? random.nextLong(Long.MAX_VALUE) : random.nextInt(6),
                1 + random.nextInt(6),
                Fuzz.pick(random, List.of(PeerReads.Mode.values())),
                1 + random.nextInt(20),
                random.nextLong(Long.MAX_VALUE),
                random.nextBoolean(),
                null);
    }

    private static String answers(EmbeddedChannel channel) {
        var text = new StringBuilder();
        for (Object out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            if (out instanceof ByteBuf bytes) {
                text.append(bytes.toString(StandardCharsets.ISO_8859_1));
                bytes.release();
            }
        }
        return text.toString();
    }

    private record Unavailable(Reason why) implements ChunkReads {
        @Override
        public CompletableFuture<ReadOutcome> open(ChunkRef chunk, Demand demand) {
            return CompletableFuture.completedFuture(
                    new ReadOutcome.Unavailable(new FillFailure(why, "as the test says")));
        }

        @Override
        public @Nullable StoredChunk stored(ChunkId id) {
            return null;
        }
    }

    /** Has no feed to pass on, and knows no cell. */
    private static final class NoRelay implements RelayDesk {
        private final RelayHub hub = new RelayHub(ClusterMap.empty(Levels.aks()), Catalog.EMPTY);

        @Override
        public RelayHub hub() {
            return hub;
        }

        @Override
        public void connected(String node, long incarnation) {}

        @Override
        public boolean reported(NodeReport report, dev.larder.model.wire.NodeReport asItCame) {
            return false;
        }
    }
}
