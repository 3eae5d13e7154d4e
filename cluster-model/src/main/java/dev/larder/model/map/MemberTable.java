package dev.larder.model.map;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.larder.model.MalformedException;
import dev.larder.model.topology.Location;
import dev.larder.model.wire.MemberColumns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * All members as columns, deflated: repeated weights, ports and states vanish, names and addresses cost what differs from
 * their neighbours'.
 */
final class MemberTable {
    private static final int MAX_BYTES = 256 << 20;
    /** Neither nodes nor cells nor domains (of at most 8 levels) need more than 63 bits together. */
    private static final int NODE_BITS = 20;

    private static final int NODE_MASK = (1 << NODE_BITS) - 1;

    private MemberTable() {}

    static ByteString write(ClusterMap map) {
        List<CacheNode> nodes = byDomainAndCell(map);
        TextColumn.Writer names = new TextColumn.Writer();
        TextColumn.Writer hosts = new TextColumn.Writer();
        MemberColumns.Builder wire = MemberColumns.newBuilder();
        for (CacheNode node : nodes) {
            names.text(node.name());
            hosts.host(node.host());
        }
        wire.addAllDomains(Runs.write(nodes, map::narrowestDomain))
                .addAllCells(Runs.write(nodes, CacheNode::cell))
                .addAllSeatDepths(Runs.write(nodes, n -> n.seat().depth()))
                .addAllSeatChoices(Runs.write(nodes, n -> n.seat().choice()))
                .addAllPeerPorts(Runs.write(nodes, CacheNode::peerPort))
                .addAllWeights(Runs.write(nodes, CacheNode::weight))
                .addAllPreviousWeights(Runs.write(nodes, CacheNode::previousWeight))
                .addAllStates(Runs.write(nodes, n -> NodeStates.write(n.state()).getNumber()));
        wire.setNames(names.bytes()).setHosts(hosts.bytes()).setLastOctets(hosts.lastOctets());
        return Deflated.deflate(wire.build().toByteArray());
    }

    /** By domain, then by cell, then by name, which is the order that the map has them in. */
    private static List<CacheNode> byDomainAndCell(ClusterMap map) {
        long[] order = new long[map.size()];
        for (int i = 0; i < order.length; i++) {
            CacheNode node = map.node(i);
            long domainAndCell = (long) map.narrowestDomain(i) << NODE_BITS | node.cell();
            order[i] = domainAndCell << NODE_BITS | i;
        }
        Arrays.sort(order);
        List<CacheNode> nodes = new ArrayList<>(order.length);
        for (long one : order) {
            nodes.add(map.node((int) one & NODE_MASK));
        }
        return nodes;
    }

    static List<CacheNode> read(ByteString deflated, int count, List<Location> places) {
        if (count < 0 || count > ClusterMap.MAX_NODES) {
            throw new MalformedException("cluster map: " + count + " members");
        }
        MemberColumns wire = parse(Deflated.inflate(deflated, MAX_BYTES));
        TextColumn.Reader names = new TextColumn.Reader(wire.getNames(), ByteString.EMPTY);
        TextColumn.Reader hosts = new TextColumn.Reader(wire.getHosts(), wire.getLastOctets());
        int[] domains = Runs.read(wire.getDomainsList(), count);
        int[] cells = Runs.read(wire.getCellsList(), count);
        int[] seatDepths = Runs.read(wire.getSeatDepthsList(), count);
        int[] seatChoices = Runs.read(wire.getSeatChoicesList(), count);
        int[] ports = Runs.read(wire.getPeerPortsList(), count);
        int[] weights = Runs.read(wire.getWeightsList(), count);
        int[] previous = Runs.read(wire.getPreviousWeightsList(), count);
        int[] states = Runs.read(wire.getStatesList(), count);
        List<CacheNode> nodes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            nodes.add(new CacheNode(
                    names.text(),
                    place(places, domains[i]),
                    cells[i],
                    new Seat(seatDepths[i], seatChoices[i]),
                    hosts.host(),
                    ports[i],
                    weights[i],
                    previous[i],
                    NodeStates.read(states[i])));
        }
        return nodes;
    }

    static Location place(List<Location> places, int domain) {
        if (domain < 0 || domain >= places.size()) {
            throw new MalformedException("cluster map: a member's domain is " + domain);
        }
        return places.get(domain);
    }

    private static MemberColumns parse(byte[] bytes) {
        try {
            return MemberColumns.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedException("cluster map: members: " + e.getMessage(), e);
        }
    }
}
