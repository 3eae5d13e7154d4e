package dev.larder.bench.broadcast;

import dev.larder.local.machine.Daemon;
import dev.larder.local.machine.ProcessId;
import dev.larder.local.network.Cable;
import dev.larder.local.network.LinkLimit;
import dev.larder.local.network.Namespace;
import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The network: a bridge for each cell, joined to one for each zone, joined to one in the middle, so that every class of
 * link has counters of its own; a namespace for each node, whose cable goes to its cell's bridge. The namespace of this
 * process, where origin and operator are, is joined to the middle. All namespaces end with this process.
 *
 * @param nodes in the order of the map
 * @param origin this process's own cable
 * @param names of the ports that lead to cells and to zones
 */
record Site(Namespace hub, List<Cable> nodes, Cable origin, Set<String> cellPorts, Set<String> zonePorts) {
    static final int MOST_NODES = 200;
    static final int PEER_PORT = 8701;
    static final String ORIGIN_ADDRESS = "10.1.1.1";

    private static final String MIDDLE = "middle";
    private static final String ORIGIN_PORT = "origin";
    private static final String NETWORK = "10.1.0.0/16";
    private static final int PREFIX = 16;

    static String address(int node) {
        return "10.1.0." + (node + 1);
    }

    /** @param work an empty directory */
    static Site build(Path work, ClusterMap map) {
        Namespace hub = namespace(work, "hub");
        Set<String> zones = new HashSet<>();
        Set<String> cells = new HashSet<>();
        StringBuilder bridges = new StringBuilder(bridge(MIDDLE));
        for (CacheNode node : map.nodes()) {
            if (zones.add(zone(node))) {
                bridges.append(bridge(zone(node))).append(join(zone(node), MIDDLE));
            }
            if (cells.add(cell(node))) {
                bridges.append(bridge(cell(node))).append(join(cell(node), zone(node)));
            }
        }
        hub.network("ip", "-batch", "-").reading(bridges.toString()).run();
        Namespace here = new Namespace(ProcessId.self());
        Cable origin = Cable.plug(hub, MIDDLE, ORIGIN_PORT, here, ORIGIN_ADDRESS, PREFIX);
        useCubic(here, ORIGIN_ADDRESS);
        List<Cable> cables = new ArrayList<>();
        for (int i = 0; i < map.size(); i++) {
            Namespace node = namespace(work, map.node(i).name());
            cables.add(Cable.plug(hub, cell(map.node(i)), map.node(i).name(), node, address(i), PREFIX));
            useCubic(node, address(i));
        }
        return new Site(hub, cables, origin, port(cells), port(zones));
    }

    /** Lives as long as the thread that makes it, which must be the main one. */
    private static Namespace namespace(Path work, String name) {
        return Namespace.of(Daemon.start(
                work,
                name,
                List.of(
                        "setpriv",
                        "--pdeathsig",
                        "KILL",
                        "unshare",
                        "--net",
                        "--fork",
                        "--kill-child",
                        "sleep",
                        "infinity"),
                Map.of()));
    }

    /**
     * BBR, the default of some machines, shares a queue of 50 ms less evenly; most networks use CUBIC. Set for the route,
     * since a namespace may not choose it as its default everywhere.
     */
    private static void useCubic(Namespace where, String address) {
        where.network(("ip route replace %s dev eth0 proto kernel scope link src %s congctl cubic"
                                .formatted(NETWORK, address))
                        .split(" "))
                .run();
    }

    private static String bridge(String name) {
        return "link add %1$s type bridge\nlink set %1$s up\n".formatted(name);
    }

    private static String join(String bridge, String upper) {
        return """
                link add %1$s-up type veth peer name %2$s
                link set %1$s-up master %1$s up
                link set %2$s master %3$s up
                """.formatted(bridge, port(bridge), upper);
    }

    /** Of the upper bridge. */
    private static String port(String bridge) {
        return bridge + "-in";
    }

    private static Set<String> port(Set<String> bridges) {
        Set<String> ports = new HashSet<>();
        bridges.forEach(bridge -> ports.add(port(bridge)));
        return ports;
    }

    private static String zone(CacheNode node) {
        return node.location().values().getFirst();
    }

    /** Its bridge. */
    static String cell(CacheNode node) {
        return zone(node) + "c" + node.cell();
    }

    void limit(Plan plan) {
        LinkLimit node = new LinkLimit(plan.rate());
        nodes.forEach(cable -> cable.limit(node));
        origin.limit(new LinkLimit(plan.originRate()));
    }

    void unlimit() {
        nodes.forEach(Cable::unlimit);
        origin.unlimit();
    }

    /** Ends all that lives in it, and takes this process's cable out. */
    void remove(Path work) {
        Daemon.all(work).forEach(Daemon::kill);
        origin.station().network("ip", "link", "delete", "eth0").attempt();
    }

    /** What the interfaces have counted so far, headers and acknowledgements included. */
    Flows counted() {
        String table = hub.network("cat", "/proc/net/dev").run();
        long fromOrigin = 0;
        long fromZones = 0;
        long fromCells = 0;
        long fromNodes = 0;
        for (String line : table.lines().skip(2).toList()) {
            String[] fields = line.strip().split("[:\\s]+");
            long received = Long.parseLong(fields[1]);
            if (fields[0].equals(ORIGIN_PORT)) {
                fromOrigin += received;
            } else if (zonePorts.contains(fields[0])) {
                fromZones += received;
            } else if (cellPorts.contains(fields[0])) {
                fromCells += received;
            } else if (nodes.stream().anyMatch(cable -> cable.port().equals(fields[0]))) {
                fromNodes += received;
            }
        }
        return new Flows(fromOrigin, fromZones, fromCells - fromZones, fromNodes - fromCells);
    }
}
