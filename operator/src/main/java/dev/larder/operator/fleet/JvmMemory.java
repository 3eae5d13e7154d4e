package dev.larder.operator.fleet;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Splits a cache pod's memory limit: heap for the index, direct memory for bytes on their way, and a rest for the JVM
 * itself and its threads. The page cache, which serves hits, is the node's and not counted here unless under pressure. A
 * store in memory comes on top.
 */
final class JvmMemory {
    private static final int HEAP_PERCENT = 40;
    private static final int DIRECT_PERCENT = 35;
    private static final String MEMORY = "memory";

    static final ResourceRequirements DEFAULT_RESOURCES = new ResourceRequirements(
            null,
            Map.of("memory", new Quantity("1Gi")),
            new TreeMap<>(Map.of("cpu", new Quantity("200m"), "memory", new Quantity("512Mi"))));

    private JvmMemory() {}

    /**
     * @param resources of the process, without what its store takes
     * @param besideStore the store is in the same memory, of which the JVM must not take its part
     */
    static String options(ResourceRequirements resources, boolean besideStore) {
        String exit = "-XX:+ExitOnOutOfMemoryError ";
        Quantity limit =
                resources.getLimits() == null ? null : resources.getLimits().get(MEMORY);
        if (limit == null) {
            return exit + "-XX:MaxRAMPercentage=" + HEAP_PERCENT;
        }
        long bytes = Quantity.getAmountInBytes(limit).longValue();
        String heap =
                besideStore ? "-XX:MaxHeapSize=" + bytes / 100 * HEAP_PERCENT : "-XX:MaxRAMPercentage=" + HEAP_PERCENT;
        return exit + heap + " -XX:MaxDirectMemorySize=" + bytes / 100 * DIRECT_PERCENT;
    }

    /** The same with so much more memory, requested and allowed: files in memory count as the pod's. */
    static ResourceRequirements with(ResourceRequirements resources, long storeBytes) {
        if (storeBytes == 0) {
            return resources;
        }
        Map<String, Quantity> limits = new TreeMap<>(orEmpty(resources.getLimits()));
        Map<String, Quantity> requests = new TreeMap<>(orEmpty(resources.getRequests()));
        // Kubernetes takes the limit for the request where there is none.
        Quantity requested = requests.getOrDefault(MEMORY, limits.getOrDefault(MEMORY, new Quantity("0")));
        requests.put(MEMORY, plus(requested, storeBytes));
        limits.computeIfPresent(MEMORY, (name, limit) -> plus(limit, storeBytes));
        return new ResourceRequirements(resources.getClaims(), limits, requests);
    }

    private static Map<String, Quantity> orEmpty(@Nullable Map<String, Quantity> amounts) {
        return amounts == null ? Map.of() : amounts;
    }

    private static Quantity plus(Quantity amount, long bytes) {
        return new Quantity(Long.toString(Quantity.getAmountInBytes(amount).longValue() + bytes));
    }
}
