package dev.larder.cache;

import dev.larder.cache.feed.OperatorAddress;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The process of a cache node. */
@Command(
        name = "larder-cache",
        description =
                "One cache node: keeps its share of the cluster's Datasets and serves blobs to clients on its node.",
        usageHelpAutoWidth = true,
        sortOptions = false)
public final class CacheNodeMain implements Callable<Integer> {

    private static final Duration DRAIN = Duration.ofSeconds(10);

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this and exit.")
    private boolean help;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--node",
            defaultValue = "${env:LARDER_NODE}",
            description = "Name of the Kubernetes node (LARDER_NODE).")
    private @Nullable String node;

    @Option(
            names = "--cluster",
            defaultValue = "${env:LARDER_CLUSTER}",
            description = "The CacheCluster as namespace/name (LARDER_CLUSTER).")
    private @Nullable String cluster;

    @Option(
            names = "--feed",
            defaultValue = "${env:LARDER_FEED}",
            description =
                    "Where the operator answers, such as http://larder-operator.larder-system.svc:8710 (LARDER_FEED).")
    private @Nullable String feed;

    @Option(
            names = "--store",
            defaultValue = "${env:LARDER_STORE}",
            description = {
                "Directory of the cached data and its size in bytes, as PATH=BYTES; several disks with commas",
                "between (LARDER_STORE)."
            })
    private @Nullable String store;

    @Option(
            names = "--blob-port",
            defaultValue = "${env:LARDER_BLOB_PORT:-8700}",
            description = "Port for Azure Blob clients (LARDER_BLOB_PORT; ${DEFAULT-VALUE}).")
    private int blobPort;

    @Option(
            names = "--peer-port",
            defaultValue = "${env:LARDER_PEER_PORT:-8701}",
            description = "Port for other cache nodes (LARDER_PEER_PORT; ${DEFAULT-VALUE}).")
    private int peerPort;

    @Option(
            names = "--admin-port",
            defaultValue = "${env:LARDER_ADMIN_PORT:-8702}",
            description = "Port for health and metrics (LARDER_ADMIN_PORT; ${DEFAULT-VALUE}).")
    private int adminPort;

    @Option(
            names = "--bind",
            defaultValue = "${env:LARDER_BIND:-0.0.0.0}",
            description = "Address to listen on (LARDER_BIND; ${DEFAULT-VALUE}).")
    private String bind = "0.0.0.0";

    @Option(
            names = "--credentials",
            defaultValue = "${env:LARDER_CREDENTIALS:-/etc/larder/credentials}",
            description = {
                "Directory with <account>/account-key, sas-token or connection-string",
                "(LARDER_CREDENTIALS; ${DEFAULT-VALUE})."
            })
    private Path credentials = Path.of("/etc/larder/credentials");

    @Option(
            names = "--tls-certificate",
            paramLabel = "DIRECTORY",
            defaultValue = "${env:LARDER_TLS_CERTIFICATE}",
            description = {
                "Directory with tls.crt and tls.key for clients that speak TLS; without it there is no TLS port",
                "(LARDER_TLS_CERTIFICATE)."
            })
    private @Nullable Path tlsCertificate;

    @Option(
            names = "--tls-port",
            defaultValue = "${env:LARDER_TLS_PORT:-8703}",
            description = "Port for Azure Blob clients that speak TLS (LARDER_TLS_PORT; ${DEFAULT-VALUE}).")
    private int tlsPort;

    @Option(
            names = "--access-log",
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "${env:LARDER_ACCESS_LOG:-false}",
            description = "Write a line of JSON per request of a blob client to standard output (LARDER_ACCESS_LOG).")
    private boolean accessLog;

    @Option(
            names = "--prepare-store",
            paramLabel = "PATH",
            split = ",",
            description = "Only make these directories, give them to --owner and exit. Needs root.")
    private List<Path> prepare = List.of();

    @Option(
            names = "--owner",
            paramLabel = "UID[:GID]",
            defaultValue = "65532",
            description = "Who gets the directory of --prepare-store (${DEFAULT-VALUE}).")
    private String owner = "65532";

    public static void main(String[] arguments) {
        LogFormat.install();
        CommandLine line = new CommandLine(new CacheNodeMain());
        // The whole usage would hide the one line that a pod's log is read for.
        line.setParameterExceptionHandler((wrong, given) -> {
            line.getErr().println("larder-cache: " + wrong.getMessage() + " (--help shows all options)");
            return 2;
        });
        System.exit(line.execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (!prepare.isEmpty()) {
            return prepareStores();
        }
        CacheNode running;
        try {
            OperatorAddress operator = new OperatorAddress(
                    URI.create(require(feed, "--feed", "LARDER_FEED")),
                    require(cluster, "--cluster", "LARDER_CLUSTER"),
                    require(node, "--node", "LARDER_NODE"),
                    ThreadLocalRandom.current().nextLong() >>> 1);
            running = CacheNode.start(config(), Connections.of(operator));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(commandLine(), String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            commandLine().getErr().println("larder-cache: " + e.getMessage());
            return 1;
        }
        CountDownLatch done = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                running.drain(DRAIN);
            } catch (InterruptedException e) {
                running.close();
            }
            done.countDown();
            // A process that a signal ends has status 143; a drained one has ended as it should.
            Runtime.getRuntime().halt(0);
        }));
        done.await();
        return 0;
    }

    private CacheNodeConfig config() {
        return new CacheNodeConfig(
                require(node, "--node", "LARDER_NODE"),
                bind,
                blobPort,
                peerPort,
                adminPort,
                DiskSpace.parse(require(store, "--store", "LARDER_STORE")),
                credentials,
                tlsCertificate == null ? null : new CacheNodeConfig.Tls(tlsPort, tlsCertificate),
                // Not System.out, which locks and encodes.
                accessLog ? new FileOutputStream(FileDescriptor.out) : null,
                CacheNodeConfig.Limits.defaults());
    }

    private int prepareStores() {
        StoreOwner newOwner;
        try {
            newOwner = StoreOwner.parse(owner);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(commandLine(), String.valueOf(e.getMessage()), e);
        }
        int prepared = 0;
        for (Path directory : prepare) {
            try {
                newOwner.give(directory);
                prepared++;
            } catch (IOException | UnsupportedOperationException e) {
                commandLine().getErr().println("larder-cache: cannot prepare " + directory + ": " + e);
            }
        }
        // A disk that is broken does not keep the node from using the others.
        return prepared > 0 ? 0 : 1;
    }

    private static String require(@Nullable String value, String option, String variable) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(option + " (or the environment variable " + variable + ") is required");
        }
        return value;
    }

    private CommandLine commandLine() {
        CommandSpec known = spec;
        if (known == null) {
            throw new IllegalStateException("not started by picocli");
        }
        return known.commandLine();
    }
}
