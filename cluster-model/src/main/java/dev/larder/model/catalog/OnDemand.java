package dev.larder.model.catalog;

import dev.larder.model.blob.Geometry;
import java.util.List;
import java.util.Optional;

/**
 * What nodes keep of blobs that no Dataset lists: the on-demand pool.
 *
 * @param chunkBytes of the pool's blobs; an extent is one chunk, since nobody knows which others will be read
 * @param scope name of the topology level of which each domain keeps one copy
 * @param rules at most {@link #MAX_RULES}; the first that fits a container counts, and without one nothing is kept
 */
public record OnDemand(int chunkBytes, String scope, List<OnDemandRule> rules) {
    /** Nothing is kept. */
    public static final OnDemand OFF = new OnDemand(4 << 20, "Cluster", List.of());

    /** Whose the pool's chunks are in a node's store, where the chunks of a Dataset are its uid's. */
    public static final String UID = "on-demand";

    public static final int MAX_RULES = 64;

    public OnDemand {
        rules = List.copyOf(rules);
        if (rules.size() > MAX_RULES) {
            throw new IllegalArgumentException("at most " + MAX_RULES + " on-demand rules, not " + rules.size());
        }
        if (scope.isEmpty() || scope.length() > 253) {
            throw new IllegalArgumentException("scope must have 1 to 253 characters");
        }
        new Geometry(chunkBytes, chunkBytes);
    }

    public Geometry geometry() {
        return new Geometry(chunkBytes, chunkBytes);
    }

    /** Whether anything may be kept. */
    public boolean isOn() {
        return rules.stream().anyMatch(rule -> rule.policy() != OnDemandRule.Policy.OFF);
    }

    /** How blobs of a container are kept; empty if they are not. */
    public Optional<OnDemandRule> rule(String account, String container) {
        for (OnDemandRule rule : rules) {
            if (rule.covers(account, container)) {
                return rule.policy() == OnDemandRule.Policy.OFF ? Optional.empty() : Optional.of(rule);
            }
        }
        return Optional.empty();
    }
}
