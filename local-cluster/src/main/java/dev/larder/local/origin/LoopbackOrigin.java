package dev.larder.local.origin;

import dev.larder.local.azurite.Azurite;
import dev.larder.local.azurite.StorageAccount;
import dev.larder.local.machine.Directories;
import dev.larder.local.machine.MachineException;
import dev.larder.local.machine.Progress;
import dev.larder.local.machine.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An origin on free ports of the loopback interface; needs Node.js, but neither root nor a cluster. Its blobs are kept
 * in a temporary directory and go with it. It ends with the JVM, even if that is killed.
 */
public final class LoopbackOrigin implements LocalOrigin {
    private static final Duration START = Duration.ofSeconds(60);
    private static final String LISTENS = "successfully listens on ";

    private final StorageAccount account;
    private final Path data;
    private final Process azurite;
    private final InetSocketAddress direct;
    private final CountingProxy proxy;
    private final OriginProbe probe;

    private LoopbackOrigin(
            StorageAccount account, Path data, Process azurite, InetSocketAddress direct, CountingProxy proxy) {
        this.account = account;
        this.data = data;
        this.azurite = azurite;
        this.direct = direct;
        this.proxy = proxy;
        this.probe = new OriginProbe(proxy.adminAddress());
    }

    /** With an account named {@code larder}. */
    public static LoopbackOrigin start() {
        return start("larder");
    }

    /** @throws MachineException when it cannot run here; the message says what to do */
    public static LoopbackOrigin start(String accountName) {
        return start(accountName, InetAddress.getLoopbackAddress());
    }

    /** At another address of this machine, for clients that do not share its loopback interface. */
    public static LoopbackOrigin start(String accountName, InetAddress host) {
        var account = StorageAccount.generate(accountName);
        var installed = Azurite.install(Directories.ofUser(), Progress.to(System.err));
        Process azurite = null;
        Path data = null;
        try {
            data = Files.createTempDirectory("larder-origin-");
            var builder =
                    new ProcessBuilder(installed.guarded(host.getHostAddress(), 0, data)).redirectErrorStream(true);
            builder.environment().putAll(installed.environment(account));
            azurite = builder.start();
            var direct = listening(azurite);
            var anyPort = new InetSocketAddress(host, 0);
            return new LoopbackOrigin(account, data, azurite, direct, CountingProxy.start(anyPort, anyPort, direct));
        } catch (IOException e) {
            discard(azurite, data);
            throw new UncheckedIOException("Azurite cannot be started", e);
        } catch (RuntimeException e) {
            discard(azurite, data);
            throw e;
        }
    }

    private static InetSocketAddress listening(Process azurite) {
        var address = new CompletableFuture<InetSocketAddress>();
        Thread.ofVirtual().name("azurite-output").start(() -> follow(azurite, address));
        try {
            return address.get(START.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new MachineException(String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            throw new MachineException("Azurite did not listen within " + START.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MachineException("interrupted while Azurite started", e);
        }
    }

    /** Reads to the end, so that Azurite never waits for someone to read what it says. */
    private static void follow(Process azurite, CompletableFuture<InetSocketAddress> address) {
        var said = new ArrayDeque<String>();
        try (var output = azurite.inputReader(StandardCharsets.UTF_8)) {
            for (var line = output.readLine(); line != null; line = output.readLine()) {
                said.addLast(line);
                if (said.size() > 20) {
                    said.removeFirst();
                }
                int at = line.indexOf(LISTENS);
                if (at >= 0) {
                    var uri = URI.create(line.substring(at + LISTENS.length()).strip());
                    address.complete(new InetSocketAddress(uri.getHost(), uri.getPort()));
                }
            }
        } catch (IOException closed) {
            said.addLast(closed.toString());
        }
        address.completeExceptionally(new MachineException("Azurite ended:\n" + String.join("\n", said)));
    }

    private static void discard(@Nullable Process azurite, @Nullable Path data) {
        if (azurite != null) {
            azurite.destroyForcibly();
            Wait.until(Duration.ofSeconds(10), () -> !azurite.isAlive(), () -> "Azurite does not end");
        }
        if (data != null) {
            Directories.delete(data);
        }
    }

    @Override
    public StorageAccount account() {
        return account;
    }

    @Override
    public String authority() {
        return text(proxy.address());
    }

    @Override
    public String directAuthority() {
        return text(direct);
    }

    @Override
    public OriginProbe probe() {
        return probe;
    }

    private static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    @Override
    public void close() {
        probe.close();
        proxy.close();
        discard(azurite, data);
    }
}
