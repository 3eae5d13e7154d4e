package dev.larder.local.bare;

import dev.larder.local.control.AksLabels;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a node stands. What never changes about it, even over power cuts.
 *
 * @param index from 1; decides its addresses
 */
record NodePlace(int index, String zone, String pool) {

    /** As AKS names them: pool, scale set, number. */
    String name() {
        return "aks-%s-%06d".formatted(pool, index);
    }

    String providerId() {
        return "azure:///subscriptions/local/resourceGroups/local/providers/Microsoft.Compute/virtualMachineScaleSets/"
                + "aks-%s/virtualMachines/%d".formatted(pool, index);
    }

    /** The labels that the kubelet may give to itself; it adds host name, system and architecture on its own. */
    String kubeletLabels(String instanceType) {
        var labels = new TreeMap<>(AksLabels.of(name(), zone, pool, instanceType));
        labels.keySet().removeIf(key -> key.startsWith("kubernetes.io/"));
        return labels.entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .reduce((a, b) -> a + "," + b)
                .orElse("");
    }

    String write() {
        return index + " " + zone + " " + pool;
    }

    static NodePlace read(String text) {
        var words = text.strip().split(" ");
        return new NodePlace(Integer.parseInt(words[0]), words[1], words[2]);
    }

    /** For a template. */
    Map<String, String> values(NetworkPlan plan) {
        return Map.of(
                "NAME", name(),
                "ADDRESS", plan.node(index),
                "PODS", plan.pods(index),
                "PROVIDER_ID", providerId(),
                "CGROUP", cgroup(plan));
    }

    /** The control group that holds the node's pods. */
    String cgroup(NetworkPlan plan) {
        return plan.machineLink() + "-" + index;
    }
}
