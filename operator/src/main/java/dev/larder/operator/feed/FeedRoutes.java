package dev.larder.operator.feed;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.larder.model.MalformedException;
import dev.larder.model.map.CacheNode;
import dev.larder.model.report.CellReport;
import dev.larder.model.report.NodeReport;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator's HTTP endpoint for cache nodes: feed and reports. Runs on event loops and never blocks. */
@Singleton
public class FeedRoutes {
    private static final Logger log = LoggerFactory.getLogger(FeedRoutes.class);
    private static final int NODE_NAME_LIMIT = 253;
    private static final int TRIED_LIMIT = 8;

    private final FeedClusters clusters;

    @Inject
    FeedRoutes(FeedClusters clusters) {
        this.clusters = clusters;
    }

    void register(@Observes Router router) {
        addTo(router);
    }

    void addTo(Router router) {
        router.get("/v1/clusters/:namespace/:name/feed").handler(this::feed);
        router.post("/v1/clusters/:namespace/:name/reports")
                .handler(call -> body(
                        call,
                        (cluster, bytes) -> cluster.reported(
                                NodeReport.fromWire(dev.larder.model.wire.NodeReport.parseFrom(bytes)))));
        router.post("/v1/clusters/:namespace/:name/cell-reports")
                .handler(call -> body(
                        call,
                        (cluster, bytes) -> cluster.reported(
                                CellReport.fromWire(dev.larder.model.wire.CellReport.parseFrom(bytes)))));
    }

    private void feed(RoutingContext call) {
        FeedCluster cluster = cluster(call);
        if (cluster == null) {
            return;
        }
        String node = call.request().getParam("node", "");
        long[] numbers = new long[3];
        try {
            numbers[0] = number(call, "incarnation");
            numbers[1] = number(call, "mapVersion");
            numbers[2] = number(call, "catalogVersion");
        } catch (NumberFormatException e) {
            refuse(call, 400, "incarnation, mapVersion and catalogVersion are unsigned numbers");
            return;
        }
        if (node.isEmpty() || node.length() > NODE_NAME_LIMIT) {
            refuse(call, 400, "node is missing or too long");
            return;
        }
        cluster.connected(node, numbers[0]);
        FeedHub hub = cluster.hub();
        switch (hub.admit(node, "1".equals(call.request().getParam("relays")), tried(call))) {
            case Admission.Serve() -> {
                log.debug("Feed of {} opened", node);
                Published newest = hub.current();
                long map = newest.knownMap(numbers[1], digest(call, "mapDigest"));
                long catalog = newest.knownCatalog(numbers[2], digest(call, "catalogDigest"));
                new FeedStream(hub, call.response(), call.vertx(), map, catalog).open();
            }
            case Admission.Follow(CacheNode relay) -> {
                log.debug("{} is to follow {}", node, relay.name());
                call.response()
                        .putHeader("Location", "http://" + relay.host() + ":" + relay.peerPort() + "/v1/feed")
                        .putHeader("larder-relay", relay.name());
                refuse(call, 307, "follow " + relay.name());
            }
            case Admission.Later(int seconds) -> later(call, seconds, "too many nodes come at once");
        }
    }

    /** Malformed ones name nobody, and are harmless. */
    private static Set<String> tried(RoutingContext call) {
        String names = call.request().getParam("tried", "");
        return names.isEmpty() ? Set.of() : new HashSet<>(Arrays.asList(names.split(",", TRIED_LIMIT)));
    }

    /** One that cannot be read is that of no content. */
    private static ByteString digest(RoutingContext call, String name) {
        String hex = call.request().getParam(name, "");
        try {
            return ByteString.copyFrom(HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException e) {
            return ByteString.copyFromUtf8("?");
        }
    }

    private interface Taking {
        void take(FeedCluster cluster, byte[] body) throws InvalidProtocolBufferException;
    }

    private void body(RoutingContext call, Taking taking) {
        FeedCluster cluster = cluster(call);
        if (cluster == null) {
            return;
        }
        call.request().resume();
        call.request()
                .body()
                .onSuccess(body -> {
                    try {
                        taking.take(cluster, body.getBytes());
                        call.response().setStatusCode(204).end();
                    } catch (InvalidProtocolBufferException | MalformedException | IllegalArgumentException e) {
                        refuse(call, 400, "this is no report: " + e.getMessage());
                    }
                })
                .onFailure(failure -> log.debug("A report broke off", failure));
    }

    /** Answers the call itself when there is no such cluster to serve. */
    private @Nullable FeedCluster cluster(RoutingContext call) {
        String namespace = call.pathParam("namespace");
        String name = call.pathParam("name");
        switch (clusters.availability(namespace, name)) {
            case SERVED -> {
                FeedCluster cluster = clusters.find(namespace, name);
                if (cluster != null) {
                    return cluster;
                }
                later(call, 1, "this CacheCluster is just being closed");
            }
            case NOT_LEADING -> later(call, 1, "this operator does not lead");
            case NOT_YET -> later(call, 1, "this operator has just begun to lead");
            case UNKNOWN -> refuse(call, 404, "no such CacheCluster");
        }
        return null;
    }

    private static void later(RoutingContext call, int seconds, String why) {
        call.response().putHeader("Retry-After", Integer.toString(seconds));
        refuse(call, 503, why);
    }

    private static long number(RoutingContext call, String name) {
        return Long.parseUnsignedLong(call.request().getParam(name, "0"));
    }

    private static void refuse(RoutingContext call, int status, String why) {
        HttpServerResponse response = call.response();
        if (!response.ended()) {
            response.setStatusCode(status)
                    .putHeader("Content-Type", "text/plain")
                    .end(why + "\n");
        }
    }
}
