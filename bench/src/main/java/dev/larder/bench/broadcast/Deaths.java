package dev.larder.bench.broadcast;

import dev.larder.bench.surroundings.Operator;
import dev.larder.model.map.MapEdit;
import java.util.List;
import java.util.function.BiConsumer;

/** Nodes that are killed, and what the map says of them afterwards and when. Used by one thread. */
final class Deaths {
    private final Operator operator;
    private final List<Integer> victims;
    private boolean over;
    private double leafOnlyAt = Double.POSITIVE_INFINITY;
    private double downAt = Double.POSITIVE_INFINITY;

    Deaths(Plan plan, Operator operator) {
        this.operator = operator;
        this.victims = plan.victims();
    }

    /** Also before they die. */
    List<Integer> victims() {
        return victims;
    }

    List<String> names() {
        return victims.stream().map(Plan::node).toList();
    }

    /** Somebody is to be killed and lives. */
    boolean due() {
        return !over && !victims.isEmpty();
    }

    void happened(double now) {
        over = true;
        leafOnlyAt = now + Plan.SILENT_AFTER.toSeconds();
        downAt = now + Plan.DOWN_AFTER.toSeconds();
    }

    /** Publishes a changed map when it is time for one. */
    void tell(double now) {
        if (now >= leafOnlyAt) {
            leafOnlyAt = Double.POSITIVE_INFINITY;
            publish(MapEdit::leafOnly);
        }
        if (now >= downAt) {
            downAt = Double.POSITIVE_INFINITY;
            publish(MapEdit::down);
        }
    }

    private void publish(BiConsumer<MapEdit, String> change) {
        MapEdit edit = operator.map().edit();
        names().forEach(name -> change.accept(edit, name));
        operator.map(edit.build());
    }
}
