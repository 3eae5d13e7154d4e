package dev.larder.bench.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** An operator as it is shipped with a CacheCluster on all nodes of a {@link StoodInCluster}, settled. Closing ends both. */
final class ReadyCluster implements AutoCloseable {
    static final String NAME = StoodInCluster.NAMESPACE + "/" + StoodInCluster.CLUSTER;

    private static final Duration LIMIT = Duration.ofSeconds(400);

    private final NodeList nodes;
    private final StoodInCluster cluster;
    private final OperatorProgram operator;

    private ReadyCluster(NodeList nodes, StoodInCluster cluster, OperatorProgram operator) {
        this.nodes = nodes;
        this.cluster = cluster;
        this.operator = operator;
    }

    /** @param work an empty directory */
    static ReadyCluster start(Scene scene, int count, Path work) throws IOException, InterruptedException {
        NodeList nodes = new NodeList(count);
        return start(scene, nodes, StoodInCluster.start(nodes), work);
    }

    /** Closes the cluster with it. */
    static ReadyCluster start(Scene scene, NodeList nodes, StoodInCluster cluster, Path work)
            throws IOException, InterruptedException {
        try {
            OperatorProgram operator = OperatorProgram.start(scene.operator(), cluster.url(), work, HeardNodes.ALONE);
            ReadyCluster ready = new ReadyCluster(nodes, cluster, operator);
            scene.say("the operator makes a CacheCluster of %,d Nodes in %d groups", nodes.count(), ready.groups());
            try {
                ready.settle();
                return ready;
            } catch (IOException | InterruptedException | RuntimeException e) {
                operator.close();
                throw e;
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void settle() throws IOException, InterruptedException {
        await("lead", operator::leads);
        await("make a DaemonSet for each group", () -> cluster.writes().getOrDefault("daemonsets", 0) >= groups());
        HeardNodes.report(operator.feed(), NAME, names());
        await("settle", this::settled);
    }

    NodeList nodes() {
        return nodes;
    }

    List<String> names() {
        return IntStream.range(0, nodes.count()).mapToObj(NodeList::name).toList();
    }

    int groups() {
        return (int) IntStream.range(0, nodes.count())
                .mapToObj(NodeList::group)
                .distinct()
                .count();
    }

    StoodInCluster cluster() {
        return cluster;
    }

    OperatorProgram operator() {
        return operator;
    }

    /** Where its nodes find the feed. */
    URI feed() {
        return operator.feed().resolve("/v1/clusters/" + NAME + "/feed");
    }

    /** Every node has a share, and nothing is under way. */
    boolean settled() {
        JsonNode status = cluster.status();
        return status.at("/nodes/members").asInt() == nodes.count()
                && condition(status, "Ready").equals("True")
                && condition(status, "Progressing").equals("False");
    }

    void await(String what, OperatorProgram.Condition done) throws IOException, InterruptedException {
        operator.await(what, LIMIT, done);
    }

    private static String condition(JsonNode status, String type) {
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText();
            }
        }
        return "";
    }

    @Override
    public void close() {
        operator.close();
        cluster.close();
    }
}
