package dev.larder.operator.catalog;

import dev.larder.model.broadcast.OriginShares;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.catalog.NetworkBudgets;
import dev.larder.model.catalog.OriginAccount;
import dev.larder.model.catalog.OriginLimits;
import dev.larder.model.catalog.OriginShare;
import dev.larder.model.map.CacheNode;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.NodeState;
import dev.larder.model.placement.OriginReaders;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Divides the limits of storage accounts among the nodes that read them. Pure. */
public final class Limits {

    private Limits() {}

    /**
     * The account with its readers and their shares, by the newest map.
     *
     * @param published that nodes may have the shares of
     * @param network what warm-up may take of it
     * @param warmUpLimited a Dataset of the account has a limit for its warm-up, which is divided in the same way
     * @param known what nodes said of it
     */
    public static OriginAccount divided(
            OriginAccount account,
            NetworkBudgets network,
            boolean warmUpLimited,
            Catalog published,
            ClusterMap map,
            OriginShares.Known known) {
        OriginLimits limits = account.limits();
        if (limits.isNone() && !warmUpLimited) {
            return account;
        }
        OriginAccount read = account.readBy(readersPerZone(account, network, map));
        List<OriginShare> before = published
                .origin(account.account())
                .map(origin -> origin.limits().shares())
                .orElse(List.of());
        return read.with(limits.withShares(OriginShares.next(before, readers(map, read.readersPerZone()), known)));
    }

    private static int readersPerZone(OriginAccount account, NetworkBudgets network, ClusterMap map) {
        long zones =
                map.domains().stream().filter(domain -> domain.depth() == 1).count();
        OriginLimits limits = account.limits();
        return OriginReaders.perZone(
                limits.bytesPerSecond(),
                limits.requestsPerSecond(),
                network.through(),
                (int) Math.max(1, zones),
                account.readersPerZone());
    }

    /** Where all nodes read, each reads what it owns; readers for others have equal parts. */
    private static Map<String, Integer> readers(ClusterMap map, int perZone) {
        int[] all = new OriginReaders(map, perZone).all();
        boolean everybody = all.length
                == map.nodes().stream()
                        .filter(node -> node.state() == NodeState.ACTIVE)
                        .count();
        Map<String, Integer> readers = new HashMap<>();
        for (int reader : all) {
            CacheNode node = map.node(reader);
            readers.put(node.name(), everybody ? node.weight() : 1);
        }
        return readers;
    }
}
