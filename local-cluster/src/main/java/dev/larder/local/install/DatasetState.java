package dev.larder.local.install;

import dev.larder.crds.condition.Conditions;
import dev.larder.crds.dataset.Dataset;
import dev.larder.crds.dataset.DatasetStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Optional;

/** What a Dataset says of itself, as far as waiting and showing need it. */
public record DatasetState(String namespace, String name, long generation, Optional<DatasetStatus> status) {

    public static DatasetState of(Dataset dataset) {
        var meta = dataset.getMetadata();
        return new DatasetState(
                meta.getNamespace(), meta.getName(), meta.getGeneration(), Optional.ofNullable(dataset.getStatus()));
    }

    public Optional<Condition> condition(String type) {
        return status.flatMap(known -> known.conditions().stream()
                .filter(condition -> condition.getType().equals(type))
                .findFirst());
    }

    /** Whether the condition is True for the spec as it is now. */
    public boolean is(String type) {
        return condition(type)
                        .filter(condition -> "True".equals(condition.getStatus()))
                        .isPresent()
                && status.map(known -> known.observedGeneration() != null && known.observedGeneration() >= generation)
                        .orElse(false);
    }

    public boolean warm() {
        return is(Conditions.OfDataset.WARM);
    }

    /** Bytes that nodes hold; 0 when nothing is known. */
    public long warmedBytes() {
        return status.map(DatasetStatus::warmedBytes).orElse(0L);
    }

    /** The reason and message of the condition that keeps the Dataset from being warm, or of Warm itself. */
    public String why() {
        var first = condition(Conditions.OfDataset.RESOLVED)
                .filter(condition -> !"True".equals(condition.getStatus()))
                .or(() -> condition(Conditions.OfDataset.WARM));
        return first.map(condition -> condition.getReason() + ": " + condition.getMessage())
                .orElse("no status yet");
    }
}
