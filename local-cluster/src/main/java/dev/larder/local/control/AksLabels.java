package dev.larder.local.control;

import java.util.LinkedHashMap;
import java.util.Map;

/** The labels that AKS and the cloud provider give to nodes. */
public final class AksLabels {
    private AksLabels() {}

    /** @param zone such as {@code eastus2-1}: the region and a number */
    public static Map<String, String> of(String name, String zone, String pool, String instanceType) {
        int dash = zone.lastIndexOf('-');
        var labels = new LinkedHashMap<String, String>();
        labels.put("kubernetes.io/hostname", name);
        labels.put("kubernetes.io/os", "linux");
        labels.put("kubernetes.io/arch", System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64");
        labels.put("topology.kubernetes.io/zone", zone);
        labels.put("topology.kubernetes.io/region", dash > 0 ? zone.substring(0, dash) : zone);
        labels.put("kubernetes.azure.com/agentpool", pool);
        labels.put("agentpool", pool);
        labels.put("kubernetes.azure.com/mode", "user");
        labels.put("kubernetes.azure.com/role", "agent");
        labels.put("node.kubernetes.io/instance-type", instanceType);
        return labels;
    }
}
