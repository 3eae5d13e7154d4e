package dev.larder.operator.status;

import dev.larder.crds.condition.Reason;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of one object, collected during a pass. {@code lastTransitionTime} moves only when the status of a
 * condition does.
 */
final class Conditions {
    private static final int MESSAGE_LIMIT = 1024;

    private final List<Condition> before;
    private final @Nullable Long generation;
    private final Clock clock;
    private final List<Condition> now = new ArrayList<>();

    Conditions(List<Condition> before, @Nullable Long generation, Clock clock) {
        this.before = before;
        this.generation = generation;
        this.clock = clock;
    }

    void set(String type, boolean status, Reason reason, String message) {
        set(type, status ? "True" : "False", reason, message);
    }

    void unknown(String type, Reason reason, String message) {
        set(type, "Unknown", reason, message);
    }

    List<Condition> list() {
        return List.copyOf(now);
    }

    private void set(String type, String status, Reason reason, String message) {
        Optional<Condition> old = find(before, type).filter(c -> status.equals(c.getStatus()));
        String text = message.length() > MESSAGE_LIMIT ? message.substring(0, MESSAGE_LIMIT - 3) + "..." : message;
        now.add(new ConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason.text())
                .withMessage(text)
                .withObservedGeneration(generation)
                .withLastTransitionTime(
                        old.map(Condition::getLastTransitionTime).orElseGet(this::time))
                .build());
    }

    private String time() {
        return DateTimeFormatter.ISO_INSTANT.format(
                clock.instant().truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC));
    }

    static Optional<Condition> find(List<Condition> conditions, String type) {
        return conditions.stream().filter(c -> type.equals(c.getType())).findFirst();
    }
}
