package dev.larder.bench.broadcast;

import dev.larder.bench.surroundings.Operator;
import dev.larder.local.network.LinkLimit;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.MapEdit;
import dev.larder.model.topology.Level;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What is played. Every node has a link of {@code rate} in each direction, the origin one of {@code originRate}; what
 * joins cells and zones is not limited.
 *
 * @param nodes spread evenly over the zones, and in a zone over its cells
 * @param bytes of the Dataset, a multiple of an extent
 * @param rate bits per second on the wire
 * @param originRate the same of the origin's link
 * @param killed nodes that are killed when half of all bytes have arrived
 */
record Plan(int nodes, int zones, int cellsPerZone, long bytes, long rate, long originRate, int killed) {
    /** When the map says of a silent node that others should avoid it, and that it is down: the operator's defaults. */
    static final Duration SILENT_AFTER = Duration.ofSeconds(15);

    static final Duration DOWN_AFTER = Duration.ofSeconds(30);

    private static final String ZONE = "Zone";
    private static final int WEIGHT = 100;

    /** Of a frame of 1,514 bytes; the rest are headers, which count against the limit of a link too. */
    private static final double PAYLOAD = 1448.0 / 1514;

    Plan {
        if (zones < 1 || cellsPerZone < 1 || nodes < 2 * zones * cellsPerZone || nodes > Site.MOST_NODES) {
            throw new IllegalArgumentException("--nodes must be %d to %d: two for each of %d cells at least"
                    .formatted(2 * zones * cellsPerZone, Site.MOST_NODES, zones * cellsPerZone));
        }
        if (bytes < 1 || bytes % extentBytes() != 0) {
            throw new IllegalArgumentException("--size must be a multiple of %d MiB".formatted(extentBytes() >> 20));
        }
        if (killed < 0 || killed > nodes / 2) {
            throw new IllegalArgumentException("at most half of the nodes can be killed");
        }
        // Throws if it is too slow to be set.
        new LinkLimit(Math.min(rate, originRate));
    }

    static long extentBytes() {
        return Operator.GEOMETRY.extentBytes();
    }

    Plan killing(int count) {
        return new Plan(nodes, zones, cellsPerZone, bytes, rate, originRate, count);
    }

    /** Bytes per second of a node's link that can be the Dataset's. */
    double payloadRate() {
        return rate / 8.0 * PAYLOAD;
    }

    double originPayloadRate() {
        return originRate / 8.0 * PAYLOAD;
    }

    int cellSize() {
        int perZone = (nodes + zones - 1) / zones;
        return (perZone + cellsPerZone - 1) / cellsPerZone;
    }

    /** All are members and own their shares. */
    ClusterMap map() {
        MapEdit edit = ClusterMap.empty(new Levels(List.of(new Level(ZONE, List.of(ZONE))), cellSize()))
                .edit();
        for (int i = 0; i < nodes; i++) {
            String zone = "z" + i * zones / nodes;
            edit.join(node(i), Location.of(zone), Site.address(i), Site.PEER_PORT, WEIGHT);
        }
        return edit.build().edit().settle().build();
    }

    /** Names sort as numbers do, so that this is also the node's place in the map. */
    static String node(int i) {
        return "n%03d".formatted(i);
    }

    /** Whom it hits: one of each cell before a second of any, so that none suffers more than others. */
    List<Integer> victims() {
        Map<String, Integer> seen = new HashMap<>();
        ClusterMap map = map();
        int[] rankInCell = new int[nodes];
        for (int i = 0; i < nodes; i++) {
            rankInCell[i] = seen.merge(Site.cell(map.node(i)), 1, Integer::sum);
        }
        return IntStream.range(0, nodes)
                .boxed()
                .sorted(Comparator.comparingInt(i -> rankInCell[i]))
                .limit(killed)
                .toList();
    }
}
