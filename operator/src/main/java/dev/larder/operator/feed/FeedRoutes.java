package dev.larder.operator.feed;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.larder.model.MalformedException;
import dev.larder.model.report.NodeReport;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator's HTTP endpoint for cache nodes: feed and reports. Runs on event loops and never blocks. */
@Singleton
public class FeedRoutes {
    private static final Logger log = LoggerFactory.getLogger(FeedRoutes.class);
    private static final int NODE_NAME_LIMIT = 253;

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
        router.post("/v1/clusters/:namespace/:name/reports").handler(this::reports);
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
        log.debug("Feed of {} opened", node);
        cluster.connected(node, numbers[0]);
        new FeedStream(cluster.hub(), call.response(), call.vertx(), numbers[1], numbers[2]).open();
    }

    private void reports(RoutingContext call) {
        FeedCluster cluster = cluster(call);
        if (cluster == null) {
            return;
        }
        call.request().resume();
        call.request()
                .body()
                .onSuccess(body -> {
                    try {
                        cluster.reported(
                                NodeReport.fromWire(dev.larder.model.wire.NodeReport.parseFrom(body.getBytes())));
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
                later(call, "this CacheCluster is just being closed");
            }
            case NOT_LEADING -> later(call, "this operator does not lead");
            case NOT_YET -> later(call, "this operator has just begun to lead");
            case UNKNOWN -> refuse(call, 404, "no such CacheCluster");
        }
        return null;
    }

    private static void later(RoutingContext call, String why) {
        call.response().putHeader("Retry-After", "1");
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
