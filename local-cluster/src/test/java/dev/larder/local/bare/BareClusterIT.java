package dev.larder.local.bare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import dev.larder.local.LocalNode;
import dev.larder.local.LocalNode.State;
import dev.larder.local.binaries.Binaries;
import dev.larder.local.binaries.Toolset;
import dev.larder.local.machine.Command;
import dev.larder.local.machine.Directories;
import dev.larder.local.machine.Progress;
import dev.larder.local.network.Cable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes, real pods. The image's program is CoreDNS, which is at hand, links nothing and answers over HTTP. */
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BareClusterIT {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final int PORT = 8700;

    private final HttpClient http = HttpClient.newHttpClient();
    private BareCluster cluster;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        cluster = BareCluster.start(
                BareClusterSpec.unnamed().nodes(2, 2, "gpu").nodeGrace(Duration.ofSeconds(12)),
                Progress.to(System.err));
        cluster.loadImage(image(directory.resolve("web.tar")));
        apply("web.yaml");
        cluster.nodes().forEach(node -> awaitAnswer(node.ip()));
    }

    @AfterAll
    void stop() {
        var directory = cluster.directory();
        var link =
                new NetworkPlan(Integer.parseInt(cluster.nodes().getFirst().ip().split("\\.")[1])).machineLink();
        cluster.close();
        assertThat(directory).doesNotExist();
        assertThat(Command.of("ip", "-br", "link").run()).doesNotContain(link);
        assertThat(Command.of("find", "/sys/fs/cgroup", "-maxdepth", "2", "-name", link + "-*")
                        .run())
                .isEmpty();
        assertThat(Command.of("cat", "/proc/self/mounts").run()).doesNotContain(directory.toString());
        assertThat(Command.of("ps", "-eo", "args").run()).doesNotContain(directory.toString());
        assertThat(Path.of("/var/lib/kubelet")).doesNotExist();
    }

    @Test
    void nodesLookLikeThoseOfAks() {
        var node = cluster.nodes().getFirst();
        assertThat(cluster.client()
                        .nodes()
                        .withName(node.name())
                        .get()
                        .getMetadata()
                        .getLabels())
                .containsEntry("topology.kubernetes.io/zone", "eastus2-1")
                .containsEntry("kubernetes.azure.com/agentpool", "gpu")
                .containsEntry("kubernetes.io/hostname", node.name());
    }

    @Test
    void afterAPowerCutTheDiskIsStillThere() throws IOException {
        var node = cluster.nodes().getFirst();
        Files.writeString(cluster.nvme(node.name()).resolve("kept"), "kept");
        cluster.powerOff(node.name());
        assertThat(state(node)).isEqualTo(State.OFF);
        assertThatThrownBy(() -> answer(node.ip(), "health")).isInstanceOf(IOException.class);
        awaitReadyCondition(node, false);

        cluster.powerOn(node.name());
        cluster.awaitReady(node.name(), SOON);
        awaitAnswer(node.ip());
        assertThat(cluster.nvme(node.name()).resolve("kept")).hasContent("kept");
    }

    @Test
    void aNodeIsReadyWhenItWasHeardAgainAndNotBefore() {
        var node = cluster.nodes().getFirst();
        cluster.powerOff(node.name());
        // Nobody has noticed the power cut yet.
        var switchedOn = Instant.now();
        cluster.powerOn(node.name());
        cluster.awaitReady(node.name(), SOON);
        awaitAnswer(node.ip());
        assertThat(cluster.client()
                        .leases()
                        .inNamespace("kube-node-lease")
                        .withName(node.name())
                        .get()
                        .getSpec()
                        .getRenewTime()
                        .toInstant())
                .isAfter(switchedOn);
    }

    @Test
    void aNodeWhoseCableIsPulledCannotBeReached() {
        var node = cluster.nodes().getLast();
        cluster.pullCable(node.name());
        assertThat(state(node)).isEqualTo(State.UNPLUGGED);
        assertThatThrownBy(() -> answer(node.ip(), "health")).isInstanceOf(IOException.class);
        awaitReadyCondition(node, false);
        cluster.plugCable(node.name());
        awaitReadyCondition(node, true);
        awaitAnswer(node.ip());
    }

    @Test
    void aLimitedLinkIsSlow() throws IOException {
        var node = cluster.nodes().getLast();
        cluster.limitLink(node.name(), 2_000_000);
        try {
            // The metrics page is some 50 KB: with a burst of 128 KiB several are needed to see the limit.
            long start = System.nanoTime();
            long bytes = 0;
            while (bytes < 600_000) {
                bytes += answer(node.ip(), "metrics").length();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(1));
        } finally {
            cluster.unlimitLink(node.name());
        }
    }

    @Test
    void anotherProcessCanAttachAndTheOriginAnswersThere() throws Exception {
        try (var attached = BareCluster.attach(cluster.name(), Progress.silent())) {
            assertThat(attached.nodes()).hasSizeGreaterThanOrEqualTo(2);
            var origin = attached.origin();
            var before = origin.probe().counts();
            assertThat(get(origin.endpoint() + "?comp=list").statusCode()).isEqualTo(403);
            assertThat(origin.probe().counts().minus(before).requests()).isEqualTo(1);
        }
        assertThat(cluster.client().getKubernetesVersion().getGitVersion()).contains(Toolset.KUBERNETES.version());
    }

    @Test
    void nodesComeAndGo() {
        var added = cluster.addNode("eastus2-3", "cpu");
        assertThat(added.zone()).isEqualTo("eastus2-3");
        awaitAnswer(added.ip());
        cluster.removeNode(added.name());
        assertThat(cluster.nodes()).extracting(LocalNode::name).doesNotContain(added.name());
        assertThat(cluster.client().nodes().withName(added.name()).get()).isNull();
    }

    @Test
    void whatNodesAndServersAreCalledOnTheWireStaysTheSame() {
        var node = cluster.nodes().getFirst();
        var server = cluster.origin().endpoint().getHost();
        awaitAnswer(node.ip());
        assertThat(neighbour(node.ip())).contains(Cable.hardware(node.ip()));
        assertThat(neighbour(server)).contains(Cable.hardware(server));
    }

    private static String neighbour(String ip) {
        return Command.of("ip", "neighbour", "show", "to", ip).run();
    }

    private State state(LocalNode node) {
        return cluster.nodes().stream()
                .filter(n -> n.name().equals(node.name()))
                .findFirst()
                .orElseThrow()
                .state();
    }

    private void awaitReadyCondition(LocalNode node, boolean ready) {
        Awaitility.await()
                .atMost(SOON)
                .until(() -> cluster.client().nodes().withName(node.name()).get().getStatus().getConditions().stream()
                                .anyMatch(c -> c.getType().equals("Ready")
                                        && c.getStatus().equals("True"))
                        == ready);
    }

    private void awaitAnswer(String ip) {
        Awaitility.await()
                .atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(answer(ip, "health")).isEqualTo("OK"));
    }

    private String answer(String ip, String path) throws IOException {
        int port = path.equals("metrics") ? PORT + 1 : PORT;
        return get("http://" + ip + ":" + port + "/" + path).body();
    }

    private HttpResponse<String> get(String uri) throws IOException {
        try {
            var request = HttpRequest.newBuilder(URI.create(uri))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return http.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void apply(String resource) throws IOException {
        try (var in = BareClusterIT.class.getResourceAsStream(resource)) {
            cluster.client().load(in).serverSideApply();
        }
    }

    private static Path image(Path archive) throws Exception {
        var program = new Binaries(Directories.ofUser(), Progress.silent()).program(Toolset.COREDNS, "coredns");
        Jib.fromScratch()
                .addFileEntriesLayer(FileEntriesLayer.builder()
                        .addEntry(program, AbsoluteUnixPath.get("/coredns"), FilePermissions.fromOctalString("755"))
                        .build())
                .setEntrypoint(List.of("/coredns", "-conf", "/config/Corefile"))
                .setUser("65532:65532")
                .containerize(Containerizer.to(TarImage.at(archive).named("larder.local/web:1"))
                        .setOfflineMode(true));
        return archive;
    }
}
