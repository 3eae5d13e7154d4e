package dev.larder.bench.controlplane;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Nodes as an API server lists them, made while they are sent: AKS's labels, three zones, pools of 1,000, and about
 * 19,000 bytes each, of which the images on the node are most. Immutable.
 */
final class NodeList {
    /** What the rest of a Node is filled up to, with names of images. */
    private static final int NODE_BYTES = 19_000;

    private static final int POOL = 1_000;
    private static final int ZONES = 3;
    /** Labels that all have. */
    private static final String ALIKE =
            "\"beta.kubernetes.io/arch\":\"amd64\",\"beta.kubernetes.io/os\":\"linux\",\"kubernetes.io/arch\":\"amd64\","
                    + "\"kubernetes.io/os\":\"linux\",\"kubernetes.azure.com/cluster\":\"MC_training_gpu_eastus2\","
                    + "\"kubernetes.azure.com/kubelet-identity-client-id\":\"5e4b7c0e-0a52-4a3c-9a86-1d3f5a3a8e11\","
                    + "\"kubernetes.azure.com/mode\":\"user\",\"kubernetes.azure.com/node-image-version\":\"AKSUbuntu-2204gen2containerd-202610.01.0\","
                    + "\"kubernetes.azure.com/nodepool-type\":\"VirtualMachineScaleSets\",\"kubernetes.azure.com/os-sku\":\"Ubuntu\","
                    + "\"kubernetes.azure.com/role\":\"agent\",\"kubernetes.azure.com/storageprofile\":\"managed\","
                    + "\"node.kubernetes.io/instance-type\":\"Standard_ND96isr_H100_v5\",\"topology.kubernetes.io/region\":\"eastus2\","
                    + "\"accelerator\":\"nvidia\",\"storagetier\":\"Premium_LRS\"";

    private final int count;
    private final byte[] rest;
    private final byte[] restOfUnready;

    NodeList(int count) {
        this.count = count;
        String conditions = IntStream.range(0, 12)
                .mapToObj(i -> condition("Check" + i + "Problem", "False"))
                .collect(Collectors.joining(","));
        String status = "\"allocatable\":{\"cpu\":\"95\",\"memory\":\"1900Gi\",\"nvidia.com/gpu\":\"8\"},"
                + "\"conditions\":[" + conditions + "," + condition("Ready", "True") + "],\"images\":[";
        StringBuilder text = new StringBuilder(status);
        String end =
                "{\"names\":[\"pause\"],\"sizeBytes\":1}],\"nodeInfo\":{\"architecture\":\"amd64\",\"kubeletVersion\":\"v1.36.3\"}}}";
        int head = head(count, "").length();
        for (int i = 0; head + text.length() + end.length() < NODE_BYTES; i++) {
            String digest = "%064x".formatted(0x9e3779b97f4a7c15L * (i + 1) & Long.MAX_VALUE);
            text.append(
                    "{\"names\":[\"registry.example/team/image-%d@sha256:%s\",\"registry.example/team/image-%d:v1\"],\"sizeBytes\":%d},"
                            .formatted(i, digest, i, 1_000_000 + i));
        }
        this.rest = bytes(text.append(end).toString());
        this.restOfUnready = bytes(text.toString().replace(condition("Ready", "True"), condition("Ready", "False")));
    }

    /** Writes one page and returns where the next one starts, or how many there are after the last. */
    int write(int from, int limit, OutputStream out) throws IOException {
        int end = Math.min(count, from + limit);
        String next = end < count ? ",\"continue\":\"" + end + "\",\"remainingItemCount\":" + (count - end) : "";
        out.write(bytes("{\"kind\":\"NodeList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"1000\"" + next
                + "},\"items\":["));
        for (int i = from; i < end; i++) {
            out.write(bytes(head(i, i == from ? "" : ",")));
            out.write(rest);
        }
        out.write(bytes("]}\n"));
        return end;
    }

    int count() {
        return count;
    }

    static String name(int i) {
        return "aks-gpu%d-31415926-vmss%06d".formatted(i / POOL, i);
    }

    /** {@code POOL.ZONE}, of each thousand nodes. */
    static String group(int i) {
        return "gpu%d.%s".formatted(i / POOL, zone(i));
    }

    /** The event that a Node is now like this. */
    void modified(int i, boolean ready, boolean cordoned, OutputStream out) throws IOException {
        String head = head(i, "");
        out.write(bytes("{\"type\":\"MODIFIED\",\"object\":"
                + (cordoned ? head.replace("\"spec\":{", "\"spec\":{\"unschedulable\":true,") : head)));
        out.write(ready ? rest : restOfUnready);
        out.write(bytes("}\n"));
    }

    private static String zone(int i) {
        return "eastus2-" + (1 + i / POOL % ZONES);
    }

    private static String head(int i, String before) {
        int pool = i / POOL;
        String zone = zone(i);
        String name = name(i);
        String address = "10.%d.%d.%d".formatted(i >> 16, i >> 8 & 255, i & 255);
        return before
                + "{\"metadata\":{\"name\":\"%s\",\"uid\":\"00000000-0000-4000-8000-%012d\",\"resourceVersion\":\"%d\","
                        .formatted(name, i, i + 1)
                + "\"creationTimestamp\":\"2026-10-01T00:00:00Z\",\"labels\":{%s,\"kubernetes.io/hostname\":\"%s\","
                        .formatted(ALIKE, name)
                + "\"agentpool\":\"gpu%d\",\"kubernetes.azure.com/agentpool\":\"gpu%d\",\"topology.kubernetes.io/zone\":\"%s\"},"
                        .formatted(pool, pool, zone)
                + "\"annotations\":{\"csi.volume.kubernetes.io/nodeid\":\"{\\\"disk.csi.azure.com\\\":\\\"%s\\\"}\"}},"
                        .formatted(name)
                + "\"spec\":{\"podCIDR\":\"10.244.0.0/24\",\"taints\":[{\"key\":\"sku\",\"value\":\"gpu\",\"effect\":\"NoSchedule\"}]},"
                + "\"status\":{\"addresses\":[{\"type\":\"InternalIP\",\"address\":\"%s\"},{\"type\":\"Hostname\",\"address\":\"%s\"}],"
                        .formatted(address, name);
    }

    private static String condition(String type, String status) {
        return ("{\"type\":\"%s\",\"status\":\"%s\",\"lastHeartbeatTime\":\"2026-11-01T00:00:00Z\",\"lastTransitionTime\":"
                        + "\"2026-10-01T00:00:00Z\",\"reason\":\"AsExpected\",\"message\":\"nothing to see\"}")
                .formatted(type, status);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
