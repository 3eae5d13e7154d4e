package dev.larder.local.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What to try once a Dataset is warm. Every line works as it is printed. */
final class Hints {
    private Hints() {}

    /**
     * The text.
     *
     * @param blob path of a small blob of the container
     * @param home the project's directory
     * @param listed whether {@code ./larder status} finds it
     */
    static String of(ClusterStatus status, String container, String blob, Path home, boolean listed, boolean detached) {
        var endpoint =
                status.nodes().getFirst().blobEndpoint() + "/" + status.origin().account();
        var name = status.name().equals(UpCommand.DEFAULT_NAME) ? "" : " --name " + status.name();
        // Code stands at the margin: shell and Python would take the space before it for a part of it.
        return """

                Try:

                export KUBECONFIG=%1$s
                kubectl() { %2$s "$@"; }
                kubectl get datasets -w
                kubectl get cacheclusters,pods -A
                curl -sS '%3$s/%4$s/%11$s' | sha256sum

                Java, with Azure's own client and nothing changed but its endpoint:

                %6$s/bin/jshell -s --class-path "$(cat %7$s/local-cluster/target/classpath)" - <<'END'
                import com.azure.storage.blob.*;
                var sample = new BlobContainerClientBuilder().endpoint("%3$s").containerName("%4$s").buildClient();
                System.out.println(sample.getBlobClient("%5$s").downloadContent().getLength() + " bytes");
                END

                Python (pip install azure-storage-blob):

                python3 - <<'END'
                from azure.storage.blob import ContainerClient
                sample = ContainerClient.from_container_url("%3$s/%4$s")
                print(len(sample.download_blob("%5$s").readall()), "bytes")
                END

                %8$sLogs: %9$s
                %10$s
                """.formatted(
                        status.kubeconfig(),
                        status.kubectl(),
                        endpoint,
                        container,
                        quoted(blob),
                        System.getProperty("java.home"),
                        home,
                        listed
                                ? "Endpoints of the other nodes, the origin, and what has reached it so far: ./larder status"
                                        + name + "\n"
                                : "",
                        status.logs(),
                        detached ? "Stop: ./larder down" + name : "Stop: Ctrl-C",
                        inUrl(blob));
    }

    /** Inside double quotes of Java and of Python. */
    private static String quoted(String path) {
        return path.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /** Inside single quotes of a shell. */
    private static String inUrl(String path) {
        return URLEncoder.encode(path, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }
}
