package dev.larder.model.map;

import dev.larder.model.MalformedException;
import dev.larder.model.topology.Level;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import dev.larder.model.wire.ClusterMapSnapshot;
import dev.larder.model.wire.TopologyLevel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Whole maps as messages and back. */
final class SnapshotWire {
    private SnapshotWire() {}

    static ClusterMapSnapshot write(ClusterMap map) {
        ClusterMapSnapshot.Builder wire = ClusterMapSnapshot.newBuilder()
                .setVersion(map.version())
                .setEpoch(map.epoch())
                .setMaxCellSize(map.levels().maxCellSize())
                .setMemberCount(map.size())
                .setMembers(MemberTable.write(map));
        for (Level level : map.levels().levels()) {
            wire.addLevels(TopologyLevel.newBuilder().setName(level.name()).addAllLabels(level.labels()));
        }
        for (Domain domain : map.domains()) {
            if (domain.depth() > 0) {
                wire.addDomains(dev.larder.model.wire.Domain.newBuilder()
                        .setParent(domain.parent())
                        .setValue(domain.value()));
            }
        }
        return wire.build();
    }

    static ClusterMap read(ClusterMapSnapshot wire) {
        try {
            List<Level> named = new ArrayList<>();
            for (TopologyLevel level : wire.getLevelsList()) {
                named.add(new Level(level.getName(), level.getLabelsList()));
            }
            Levels levels = new Levels(named, wire.getMaxCellSize());
            List<Location> places = new ArrayList<>();
            places.add(new Location(List.of()));
            readDomains(places, wire.getDomainsList(), levels.count());
            List<CacheNode> nodes = MemberTable.read(wire.getMembers(), wire.getMemberCount(), places);
            return new ClusterMap(wire.getVersion(), wire.getEpoch(), levels, nodes);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("cluster map: " + e.getMessage(), e);
        }
    }

    /** Appends the place of each domain; {@code places} holds those of the domains numbered before. */
    static void readDomains(List<Location> places, List<dev.larder.model.wire.Domain> domains, int levels) {
        for (dev.larder.model.wire.Domain domain : domains) {
            if (domain.getParent() < 0 || domain.getParent() >= places.size()) {
                throw new MalformedException("cluster map: a domain's parent is " + domain.getParent());
            }
            List<String> above = places.get(domain.getParent()).values();
            if (above.size() == levels) {
                throw new MalformedException("cluster map: domain " + domain.getValue() + " is below all levels");
            }
            String[] values = Arrays.copyOf(above.toArray(new String[0]), above.size() + 1);
            values[above.size()] = domain.getValue();
            places.add(Location.of(values));
        }
    }
}
