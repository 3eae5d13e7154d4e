package dev.larder.model.map;

import dev.larder.model.MalformedException;
import dev.larder.model.topology.Location;
import dev.larder.model.wire.ClusterMapDelta;
import dev.larder.model.wire.Member;
import dev.larder.model.wire.MemberChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Differences between maps as messages, and their application. */
final class DeltaWire {
    private DeltaWire() {}

    static ClusterMapDelta write(ClusterMap base, ClusterMap next) {
        if (!base.levels().equals(next.levels())) {
            throw new IllegalArgumentException("the maps have different levels");
        }
        ClusterMapDelta plain = write(base, next, false);
        ClusterMapDelta settled = write(base, next, true);
        return settled.getSerializedSize() < plain.getSerializedSize() ? settled : plain;
    }

    private static ClusterMapDelta write(ClusterMap base, ClusterMap next, boolean settled) {
        ClusterMapDelta.Builder wire = ClusterMapDelta.newBuilder()
                .setBaseVersion(base.version())
                .setVersion(next.version())
                .setEpoch(next.epoch())
                .setSettled(settled);
        DomainNumbers numbers = new DomainNumbers(base, wire);
        List<CacheNode> fresh = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < base.size(); i++) {
            CacheNode old = base.node(i);
            if (at < next.size() && next.node(at) == old && !(settled && old.weight() != old.previousWeight())) {
                at++;
                continue;
            }
            // Both are in the order of their names.
            while (at < next.size() && next.node(at).name().compareTo(old.name()) < 0) {
                fresh.add(next.node(at++));
            }
            if (at == next.size() || !next.node(at).name().equals(old.name())) {
                wire.addRemoved(i);
                continue;
            }
            CacheNode node = next.node(at++);
            CacheNode expected = settled ? old.with(old.state(), old.weight(), old.weight()) : old;
            if (node.equals(expected)) {
                continue;
            }
            if (node.equals(old.with(node.state(), node.weight(), node.previousWeight()))) {
                wire.addChanged(MemberChange.newBuilder()
                        .setIndex(i)
                        .setWeight(node.weight())
                        .setPreviousWeight(node.previousWeight())
                        .setState(NodeStates.write(node.state())));
            } else {
                wire.addJoined(member(node, numbers));
            }
        }
        fresh.addAll(next.nodes().subList(at, next.size()));
        fresh.forEach(node -> wire.addJoined(member(node, numbers)));
        return wire.build();
    }

    private static Member member(CacheNode node, DomainNumbers numbers) {
        return Member.newBuilder()
                .setName(node.name())
                .setDomain(numbers.of(node.location()))
                .setCell(node.cell())
                .setSeatDepth(node.seat().depth())
                .setSeatChoice(node.seat().choice())
                .setHost(node.host())
                .setPeerPort(node.peerPort())
                .setWeight(node.weight())
                .setPreviousWeight(node.previousWeight())
                .setState(NodeStates.write(node.state()))
                .build();
    }

    static ClusterMap apply(ClusterMap base, ClusterMapDelta delta) {
        if (delta.getBaseVersion() == 0) {
            // What an older operator says of seats that it does not know; nobody publishes a map of version 0.
            throw new MalformedException("a delta does not say of which map version it is");
        }
        if (delta.getBaseVersion() != base.version()) {
            throw new MalformedException(
                    "a delta of map version " + delta.getBaseVersion() + " does not fit version " + base.version());
        }
        if (delta.getVersion() <= base.version() || delta.getEpoch() < base.epoch()) {
            throw new MalformedException("a delta leads from " + base + " back to version " + delta.getVersion()
                    + ", epoch " + delta.getEpoch());
        }
        try {
            return edited(base, delta).map(delta.getVersion(), delta.getEpoch());
        } catch (IllegalArgumentException e) {
            throw new MalformedException("cluster map delta: " + e.getMessage(), e);
        }
    }

    private static EditedNodes edited(ClusterMap base, ClusterMapDelta delta) {
        List<Location> places = new ArrayList<>(DomainNumbers.places(base));
        SnapshotWire.readDomains(
                places, delta.getAddedDomainsList(), base.levels().count());
        EditedNodes edited = new EditedNodes(base);
        if (delta.getSettled()) {
            for (CacheNode node : base.nodes()) {
                if (node.previousWeight() != node.weight()) {
                    edited.put(node.with(node.state(), node.weight(), node.weight()));
                }
            }
        }
        for (int index : delta.getRemovedList()) {
            edited.remove(at(base, index).name());
        }
        for (MemberChange change : delta.getChangedList()) {
            CacheNode node = at(base, change.getIndex())
                    .with(NodeStates.read(change.getStateValue()), change.getWeight(), change.getPreviousWeight());
            if (edited.get(node.name()) == null) {
                throw new MalformedException("cluster map delta: " + node.name() + " is removed and changed");
            }
            edited.put(node);
        }
        Map<String, CacheNode> nodes = new TreeMap<>();
        for (Member joined : delta.getJoinedList()) {
            nodes.put(
                    joined.getName(),
                    new CacheNode(
                            joined.getName(),
                            MemberTable.place(places, joined.getDomain()),
                            joined.getCell(),
                            new Seat(joined.getSeatDepth(), joined.getSeatChoice()),
                            joined.getHost(),
                            joined.getPeerPort(),
                            joined.getWeight(),
                            joined.getPreviousWeight(),
                            NodeStates.read(joined.getStateValue())));
        }
        nodes.values().forEach(edited::put);
        return edited;
    }

    private static CacheNode at(ClusterMap base, int index) {
        if (index < 0 || index >= base.size()) {
            throw new MalformedException("cluster map delta: no member " + index);
        }
        return base.node(index);
    }

    /** The base map's domains by number, and those that a delta adds. */
    private static final class DomainNumbers {
        private final Map<Location, Integer> numbers = new HashMap<>();
        private final ClusterMapDelta.Builder wire;

        DomainNumbers(ClusterMap base, ClusterMapDelta.Builder wire) {
            this.wire = wire;
            for (Location place : places(base)) {
                numbers.put(place, numbers.size());
            }
        }

        static List<Location> places(ClusterMap map) {
            List<Location> places = new ArrayList<>();
            for (Domain domain : map.domains()) {
                List<String> values = new ArrayList<>();
                if (domain.depth() > 0) {
                    values.addAll(places.get(domain.parent()).values());
                    values.add(domain.value());
                }
                places.add(new Location(values));
            }
            return places;
        }

        int of(Location place) {
            Integer known = numbers.get(place);
            if (known != null) {
                return known;
            }
            List<String> values = place.values();
            int parent = of(new Location(values.subList(0, values.size() - 1)));
            wire.addAddedDomains(
                    dev.larder.model.wire.Domain.newBuilder().setParent(parent).setValue(values.getLast()));
            numbers.put(place, numbers.size());
            return numbers.size() - 1;
        }
    }
}
