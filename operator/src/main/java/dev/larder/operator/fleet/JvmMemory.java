package dev.larder.operator.fleet;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.Map;
import java.util.TreeMap;

/**
 * Splits a cache pod's memory limit: heap for the index, direct memory for bytes on their way, and a rest for the JVM
 * itself and its threads. The page cache, which serves hits, is the node's and not counted here unless under pressure.
 */
final class JvmMemory {
    private static final int HEAP_PERCENT = 40;
    private static final int DIRECT_PERCENT = 35;

    static final ResourceRequirements DEFAULT_RESOURCES = new ResourceRequirements(
            null,
            Map.of("memory", new Quantity("1Gi")),
            new TreeMap<>(Map.of("cpu", new Quantity("200m"), "memory", new Quantity("512Mi"))));

    private JvmMemory() {}

    static String options(ResourceRequirements resources) {
        String common = "-XX:+ExitOnOutOfMemoryError -XX:MaxRAMPercentage=" + HEAP_PERCENT;
        Quantity limit =
                resources.getLimits() == null ? null : resources.getLimits().get("memory");
        if (limit == null) {
            return common;
        }
        long bytes = Quantity.getAmountInBytes(limit).longValue();
        return common + " -XX:MaxDirectMemorySize=" + bytes / 100 * DIRECT_PERCENT;
    }
}
