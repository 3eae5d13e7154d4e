package dev.larder.local.bare;

import dev.larder.local.azurite.Azurite;
import dev.larder.local.azurite.StorageAccount;
import dev.larder.local.machine.Daemon;
import dev.larder.local.machine.Directories;
import dev.larder.local.machine.MachineException;
import dev.larder.local.machine.Progress;
import dev.larder.local.machine.Wait;
import dev.larder.local.origin.LocalOrigin;
import dev.larder.local.origin.OriginProbe;
import dev.larder.local.state.ClusterHome;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Azurite and the counting proxy in front of it, both in the hub; blobs are on disk and go with the cluster. */
final class ClusterOrigin implements LocalOrigin {
    private static final int COUNTED = 10_000;
    private static final int DIRECT = 10_001;
    private static final int ADMIN = 10_002;
    private static final Duration START = Duration.ofMinutes(2);
    private static final String ACCOUNT = "larder";
    private static final String KEY_FILE = "origin-key";

    private final StorageAccount account;
    private final String host;
    private final OriginProbe probe;

    private ClusterOrigin(StorageAccount account, String host) {
        this.account = account;
        this.host = host;
        this.probe = new OriginProbe(new InetSocketAddress(host, ADMIN));
    }

    /** The cluster's origin, started if it does not run. */
    static ClusterOrigin open(ClusterHome home, Hub hub, Progress progress) {
        var host = hub.plan().hub();
        var running = Daemon.find(home.directory(), "origin").filter(Daemon::alive);
        if (running.isPresent()) {
            return new ClusterOrigin(new StorageAccount(ACCOUNT, read(home.file(KEY_FILE))), host);
        }
        var account = StorageAccount.generate(ACCOUNT);
        home.write(KEY_FILE, account.key());
        var installed = Azurite.install(Directories.ofUser(), progress);
        progress.step("starting the storage account \"" + ACCOUNT + "\" at " + host + ":" + COUNTED);
        var azurite = launch(
                home,
                hub,
                "azurite",
                installed.detached(host, DIRECT, home.make("azurite")),
                installed.environment(account));
        var proxy = launch(home, hub, "origin", proxy(host), Map.of());
        Wait.until(
                START,
                () -> alive(azurite) && alive(proxy) && listens(host, DIRECT) && listens(host, ADMIN),
                () -> "the origin does not listen after %d s:%n%s%n%s"
                        .formatted(START.toSeconds(), azurite.lastWords(), proxy.lastWords()));
        return new ClusterOrigin(account, host);
    }

    private static Daemon launch(
            ClusterHome home, Hub hub, String name, List<String> line, Map<String, String> environment) {
        var command = new ArrayList<>(hub.namespace().joinNetwork());
        command.addAll(line);
        return Daemon.start(home.directory(), name, command, environment);
    }

    private static List<String> proxy(String host) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:MaxDirectMemorySize=512m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.larder.local.origin.CountingProxyMain",
                host,
                Integer.toString(COUNTED),
                Integer.toString(ADMIN),
                host,
                Integer.toString(DIRECT));
    }

    private static boolean alive(Daemon daemon) {
        if (!daemon.alive()) {
            throw new MachineException(daemon.name() + " ended:\n" + daemon.lastWords());
        }
        return true;
    }

    private static boolean listens(String host, int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 500);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new MachineException("the origin's key is not at " + file, e);
        }
    }

    @Override
    public StorageAccount account() {
        return account;
    }

    @Override
    public String authority() {
        return host + ":" + COUNTED;
    }

    @Override
    public String directAuthority() {
        return host + ":" + DIRECT;
    }

    @Override
    public OriginProbe probe() {
        return probe;
    }

    /** Closes this process's view; the origin itself ends with the cluster. */
    @Override
    public void close() {
        probe.close();
    }
}
