package dev.larder.local.bare;

import dev.larder.local.machine.Command;
import dev.larder.local.machine.Daemon;
import dev.larder.local.machine.MachineException;
import dev.larder.local.network.Cable;
import dev.larder.local.network.Namespace;
import dev.larder.local.state.ClusterHome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The namespace in the middle: the bridge that joins all nodes, and every server that is not on a node. A link joins it
 * to the machine's own network, which otherwise stays as it was.
 */
record Hub(NetworkPlan plan, Namespace namespace) {

    /** @throws MachineException when no block of addresses is free */
    static Hub start(ClusterHome home, Path pause) {
        var outer = Daemon.start(
                home.directory(),
                "hub",
                List.of("unshare", "--net", "--pid", "--fork", "--kill-child", pause.toString()),
                Map.of());
        var namespace = Namespace.of(outer);
        var hub = new Hub(claim(namespace), namespace);
        hub.connect();
        return hub;
    }

    /** The hub of a cluster that runs. */
    static Hub find(ClusterHome home, NetworkPlan plan) {
        var outer = Daemon.find(home.directory(), "hub")
                .filter(Daemon::alive)
                .orElseThrow(() -> new MachineException("cluster " + home.name() + " does not run"));
        return new Hub(plan, Namespace.of(outer));
    }

    /** Making the link claims the block: its name is taken on the whole machine, and free again when the hub ends. */
    private static NetworkPlan claim(Namespace namespace) {
        var used = Command.of("ip", "-4", "route", "show", "table", "all").run();
        var refusals = new StringBuilder();
        for (int block : IntStream.rangeClosed(NetworkPlan.FIRST_BLOCK, NetworkPlan.LAST_BLOCK)
                .filter(candidate -> !used.contains("10." + candidate + "."))
                .toArray()) {
            var plan = new NetworkPlan(block);
            var made = Command.of(("ip link add %s type veth peer name machine netns %d"
                                    .formatted(
                                            plan.machineLink(), namespace.init().pid()))
                            .split(" "))
                    .attempt();
            if (made.ok()) {
                return plan;
            }
            refusals.append(made.output());
            if (!made.output().contains("File exists")) {
                break;
            }
        }
        throw new MachineException("no block of addresses from 10.%d.0.0/16 to 10.%d.0.0/16 could be taken: %s"
                .formatted(NetworkPlan.FIRST_BLOCK, NetworkPlan.LAST_BLOCK, refusals));
    }

    private void connect() {
        batch("""
                link set lo up
                link add bridge address %s type bridge
                addr add %s/24 dev bridge
                link set bridge up
                link set machine master bridge up
                """.formatted(Cable.hardware(plan.hub()), plan.hub()) + plan.podRoutes(0));
        namespace
                .network(
                        "sh",
                        "-c",
                        "echo 1 > /proc/sys/net/ipv4/ip_forward; echo 0 > /proc/sys/net/ipv4/conf/all/send_redirects")
                .run();
        Command.of("ip", "-batch", "-")
                .reading("""
                        addr add %s/24 dev %s
                        link set %2$s up
                        route add %s via %s dev %2$s
                        """.formatted(plan.machine(), plan.machineLink(), plan.allPods(), plan.hub()))
                .run();
    }

    private void batch(String lines) {
        namespace.network("ip", "-batch", "-").reading(lines).run();
    }

    /** Connects a new node with the bridge. */
    void plugIn(int index, Namespace node) {
        var port = port(index);
        // After a power cut the old link may outlast the node by a moment.
        namespace.network("ip", "link", "delete", port).attempt();
        Cable.plug(namespace, "bridge", port, node, plan.node(index));
        node.network("ip", "-batch", "-")
                .reading("route add default via %s\n".formatted(plan.hub()) + plan.podRoutes(index))
                .run();
    }

    /** A node's cable, while it is on. */
    Cable cable(int index, Namespace node) {
        return new Cable(namespace, port(index), node);
    }

    /** The end of a node's cable that is here. */
    String port(int index) {
        return "node" + index;
    }

    void cable(int index, boolean plugged) {
        namespace
                .network("ip", "link", "set", port(index), plugged ? "up" : "down")
                .run();
    }
}
