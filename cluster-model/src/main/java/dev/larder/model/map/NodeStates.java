package dev.larder.model.map;

import dev.larder.model.MalformedException;

/** States as wire enums and back. */
final class NodeStates {
    private NodeStates() {}

    static dev.larder.model.wire.NodeState write(NodeState state) {
        return switch (state) {
            case ACTIVE -> dev.larder.model.wire.NodeState.ACTIVE;
            case LEAF_ONLY -> dev.larder.model.wire.NodeState.LEAF_ONLY;
            case DRAINING -> dev.larder.model.wire.NodeState.DRAINING;
            case DOWN -> dev.larder.model.wire.NodeState.DOWN;
        };
    }

    static NodeState read(int number) {
        var wire = dev.larder.model.wire.NodeState.forNumber(number);
        return switch (wire) {
            case ACTIVE -> NodeState.ACTIVE;
            case LEAF_ONLY -> NodeState.LEAF_ONLY;
            case DRAINING -> NodeState.DRAINING;
            case DOWN -> NodeState.DOWN;
            case null -> throw new MalformedException("cluster map: unknown node state " + number);
            case NODE_STATE_UNSPECIFIED, UNRECOGNIZED ->
                throw new MalformedException("cluster map: unknown node state " + number);
        };
    }
}
