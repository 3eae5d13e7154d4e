package dev.larder.local.control;

import dev.larder.local.machine.Ports;

/**
 * Where the servers of a control plane listen.
 *
 * @param host IPv4 address at which clients and nodes reach the API server
 * @param serviceRange addresses of Services, with a prefix length
 */
public record Addresses(
        String host, int api, int etcd, int etcdPeer, int controllers, int scheduler, String serviceRange) {

    /** On the loopback interface, at ports that are free now. */
    public static Addresses loopback() {
        var ports = Ports.free(5);
        return new Addresses(
                "127.0.0.1", ports.get(0), ports.get(1), ports.get(2), ports.get(3), ports.get(4), "10.96.0.0/16");
    }

    /** At the usual ports of an address that nobody else uses. */
    public static Addresses usual(String host, String serviceRange) {
        return new Addresses(host, 6443, 2379, 2380, 10_257, 10_259, serviceRange);
    }

    String etcdUrl() {
        return "http://127.0.0.1:" + etcd;
    }

    String etcdPeerUrl() {
        return "http://127.0.0.1:" + etcdPeer;
    }

    String apiUrl() {
        return "https://" + host + ":" + api;
    }

    /** The first address of the Service range: where pods find the API server. */
    String apiService() {
        int lastDot = serviceRange.lastIndexOf('.');
        return serviceRange.substring(0, lastDot) + ".1";
    }
}
