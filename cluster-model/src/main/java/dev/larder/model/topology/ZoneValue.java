package dev.larder.model.topology;

import java.util.Map;

/**
 * AKS nodes outside availability zones carry a fault-domain number ("0", "1") in the zone label. Real zones there are
 * called like {@code eastus2-1}. So a bare number is no zone on a node that names its region; where no region is named
 * (someone's own machines) it is taken as it is.
 */
final class ZoneValue {
    static final String ZONE_LABEL = "topology.kubernetes.io/zone";
    static final String REGION_LABEL = "topology.kubernetes.io/region";
    private static final String OLD_ZONE_LABEL = "failure-domain.beta.kubernetes.io/zone";

    private ZoneValue() {}

    /** The node's value of that label, or {@link Location#UNKNOWN} if it has none that can be believed. */
    static String accepted(String key, Map<String, String> nodeLabels) {
        String value = nodeLabels.getOrDefault(key, "").strip();
        if (value.isEmpty() || value.length() > Location.MAX_VALUE_LENGTH) {
            return Location.UNKNOWN;
        }
        boolean zone = key.equals(ZONE_LABEL) || key.equals(OLD_ZONE_LABEL);
        boolean regional = !nodeLabels.getOrDefault(REGION_LABEL, "").isBlank();
        if (zone && regional && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Location.UNKNOWN;
        }
        return value;
    }
}
