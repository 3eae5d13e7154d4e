package dev.larder.local.network;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A cable between a station and a bridge in another namespace. It vanishes with either of the two.
 *
 * @param hub where the bridge is
 * @param port the cable's end there, a name that is free in it
 * @param station where the other end is, which is named {@code eth0}
 */
public record Cable(Namespace hub, String port, Namespace station) {
    private static final String STATION_END = "eth0";

    /** Plugs it in, and gives the station its address in a network of 256. */
    public static Cable plug(Namespace hub, String bridge, String port, Namespace station, String address) {
        return plug(hub, bridge, port, station, address, 24);
    }

    /** @param prefix of the network, bits */
    public static Cable plug(Namespace hub, String bridge, String port, Namespace station, String address, int prefix) {
        hub.network(("ip link add %s netns %d type veth peer name %s address %s netns %d"
                                .formatted(
                                        port,
                                        hub.init().pid(),
                                        STATION_END,
                                        hardware(address),
                                        station.init().pid()))
                        .split(" "))
                .run();
        hub.network("ip", "link", "set", port, "master", bridge, "up").run();
        station.network("ip", "-batch", "-")
                .reading("""
                        link set lo up
                        addr add %s/%d dev %s
                        link set %3$s up
                        """.formatted(address, prefix, STATION_END))
                .run();
        return new Cable(hub, port, station);
    }

    /** Limits what passes in each direction. */
    public void limit(LinkLimit limit) {
        limit(limit, limit);
    }

    /**
     * @param up from the station to the bridge
     * @param down the other way
     */
    public void limit(LinkLimit up, LinkLimit down) {
        station.network(up.command(STATION_END).toArray(String[]::new)).run();
        hub.network(down.command(port).toArray(String[]::new)).run();
    }

    /** Takes the limits away, if there are any. */
    public void unlimit() {
        hub.network("tc", "qdisc", "delete", "dev", port, "root").attempt();
        station.network("tc", "qdisc", "delete", "dev", STATION_END, "root").attempt();
    }

    /**
     * The hardware address that goes with an IPv4 address, always the same. Without one the kernel makes it up: a bridge
     * takes the least of its ports', so that it changes as nodes come and go, and a node that is switched on again has
     * another. Whoever remembers the old one then talks to nobody for up to a minute.
     */
    public static String hardware(String address) {
        return Arrays.stream(address.split("\\."))
                .map(part -> "%02x".formatted(Integer.parseInt(part)))
                .collect(Collectors.joining(":", "02:4c:", ""));
    }
}
