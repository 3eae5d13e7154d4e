package dev.larder.cache;

import dev.larder.cache.peer.NicSpeed;
import dev.larder.cache.peer.PeerLimits;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one cache node is told. Ports may be 0: then free ones are picked.
 *
 * @param node name of the Kubernetes node
 * @param bind address that all ports listen on
 * @param disks where chunks are kept, at least one; the node's own state is in {@code state} below the first that works
 * @param credentials directory of the storage accounts' credentials
 * @param tls null: only plain HTTP
 * @param accessLog where a line per request of a blob client is written; null: nowhere. It is not closed
 * @param limits of memory and threads
 */
public record CacheNodeConfig(
        String node,
        String bind,
        int blobPort,
        int peerPort,
        int adminPort,
        List<DiskSpace> disks,
        Path credentials,
        @Nullable Tls tls,
        @Nullable OutputStream accessLog,
        Limits limits) {

    /**
     * A port of the blob endpoint that speaks TLS.
     *
     * @param certificate directory with {@code tls.crt} and {@code tls.key}, looked at again and again
     */
    public record Tls(int port, Path certificate) {
        public Tls {
            requirePort("TLS port", port);
        }
    }

    public CacheNodeConfig {
        disks = List.copyOf(disks);
        if (node.isBlank()) {
            throw new IllegalArgumentException("the node must have a name");
        }
        requirePort("blob port", blobPort);
        requirePort("peer port", peerPort);
        requirePort("admin port", adminPort);
        if (disks.isEmpty()) {
            throw new IllegalArgumentException("a node needs a disk");
        }
    }

    private static void requirePort(String what, int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(what + " must be 0 to 65535, not " + port);
        }
    }

    /** On loopback with free ports, for many nodes in one process. */
    public static CacheNodeConfig local(String node, Path store, long capacity, Path credentials) {
        return new CacheNodeConfig(
                node,
                "127.0.0.1",
                0,
                0,
                0,
                List.of(new DiskSpace(store, capacity)),
                credentials,
                null,
                null,
                Limits.small());
    }

    /**
     * @param fillMemory for chunks that are arriving, bytes
     * @param eventLoops threads that serve sockets
     * @param diskThreads threads that write chunks
     * @param originReads reads of the origin at the same time
     * @param warmUps extents that warm-up brings at the same time
     * @param cardBytesPerSecond of the network card; 0: unknown
     */
    public record Limits(
            long fillMemory,
            int eventLoops,
            int diskThreads,
            int originReads,
            int warmUps,
            long cardBytesPerSecond,
            PeerLimits peers) {

        /** A node by itself: half of the direct memory is for fills, the rest for sockets. */
        public static Limits defaults() {
            int cores = Runtime.getRuntime().availableProcessors();
            return new Limits(
                    Math.max(64L << 20, io.netty.util.internal.PlatformDependent.maxDirectMemory() / 2),
                    Math.clamp(cores, 1, 16),
                    4,
                    32,
                    8,
                    NicSpeed.read(),
                    PeerLimits.defaults());
        }

        /** One of many nodes in a process. */
        public static Limits small() {
            return new Limits(64L << 20, 2, 2, 16, 4, 0, PeerLimits.defaults());
        }

        public Limits withPeers(PeerLimits limits) {
            return new Limits(fillMemory, eventLoops, diskThreads, originReads, warmUps, cardBytesPerSecond, limits);
        }
    }
}
