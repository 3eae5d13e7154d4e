package dev.larder.local.origin;

import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;

/** A counting proxy as a process of its own, for a network namespace that the JVM of the tests is not in. */
final class CountingProxyMain {
    private CountingProxyMain() {}

    /** Arguments: address to listen on, its port, its admin port, target address, target port. */
    static void main(String[] args) throws InterruptedException {
        try (var proxy = CountingProxy.start(
                new InetSocketAddress(args[0], Integer.parseInt(args[1])),
                new InetSocketAddress(args[0], Integer.parseInt(args[2])),
                new InetSocketAddress(args[3], Integer.parseInt(args[4])))) {
            System.out.println("listening on " + proxy.address() + ", admin on " + proxy.adminAddress());
            new CountDownLatch(1).await();
        }
    }
}
