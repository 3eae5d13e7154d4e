package dev.larder.model.catalog;

import dev.larder.model.catalog.OnDemandRule.Policy;
import dev.larder.model.wire.OnDemandPolicy;

/** On-demand rules as messages and back. */
final class OnDemandWire {
    private OnDemandWire() {}

    static dev.larder.model.wire.OnDemand write(OnDemand pool) {
        var wire = dev.larder.model.wire.OnDemand.newBuilder()
                .setChunkBytes(pool.chunkBytes())
                .setScope(pool.scope());
        for (OnDemandRule rule : pool.rules()) {
            wire.addRules(dev.larder.model.wire.OnDemandRule.newBuilder()
                    .setAccount(rule.account())
                    .setContainer(rule.container())
                    .setPolicy(
                            switch (rule.policy()) {
                                case OFF -> OnDemandPolicy.NOT_KEPT;
                                case IMMUTABLE -> OnDemandPolicy.IMMUTABLE;
                                case REVALIDATE -> OnDemandPolicy.REVALIDATE;
                                case STRICT -> OnDemandPolicy.STRICT;
                            })
                    .setRevalidateSeconds(rule.revalidateSeconds())
                    .setRecheckAccessSeconds(rule.recheckAccessSeconds()));
        }
        return wire.build();
    }

    /** @throws IllegalArgumentException if a bound is violated */
    static OnDemand read(dev.larder.model.wire.OnDemand wire) {
        return new OnDemand(
                wire.getChunkBytes(),
                wire.getScope(),
                wire.getRulesList().stream().map(OnDemandWire::read).toList());
    }

    private static OnDemandRule read(dev.larder.model.wire.OnDemandRule wire) {
        Policy policy = switch (wire.getPolicy()) {
            case IMMUTABLE -> Policy.IMMUTABLE;
            case REVALIDATE -> Policy.REVALIDATE;
            case STRICT -> Policy.STRICT;
            // To pass a read through is right whatever a newer operator means.
            case NOT_KEPT, ON_DEMAND_POLICY_UNSPECIFIED, UNRECOGNIZED -> Policy.OFF;
        };
        return new OnDemandRule(
                wire.getAccount(),
                wire.getContainer(),
                policy,
                wire.getRevalidateSeconds(),
                wire.getRecheckAccessSeconds());
    }
}
