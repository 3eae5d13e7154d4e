package dev.larder.crds.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.crds.condition.Conditions.OfDataset;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetSummaryTest {
    @Test
    void showsFiguresWithUnits() {
        assertThat(DatasetSummary.of(268_435_456L, 42, 1_288_490_188L, 71L, List.of()))
                .isEqualTo(new DatasetSummary("256 MiB", "42%", "1.2 GiB/s", "1m11s", null));
    }

    @Test
    void showsNothingWhereNothingIsKnownOrMoves() {
        assertThat(DatasetSummary.of(null, null, 0L, null, List.of()))
                .isEqualTo(new DatasetSummary(null, null, null, null, null));
    }

    @ParameterizedTest
    @CsvSource({"0, 0s", "59, 59s", "60, 1m0s", "3599, 59m59s", "3600, 1h0m", "93784, 26h3m"})
    void showsTimeLeft(long seconds, String text) {
        assertThat(DatasetSummary.of(null, null, null, seconds, List.of()).eta())
                .isEqualTo(text);
    }

    @Test
    void namesWhatIsInTheWayFirst() {
        var notListed = condition(OfDataset.RESOLVED, "False", "ContainerNotFound");
        var listing = condition(OfDataset.RESOLVED, "Unknown", "Listing");
        var listed = condition(OfDataset.RESOLVED, "True", "Listed");
        var serving = condition(OfDataset.SERVING, "True", "Serving");
        var notServing = condition(OfDataset.SERVING, "False", "WaitingForNodes");
        var changed = condition(OfDataset.SOURCE_CHANGED, "True", "BlobsChanged");
        var unchanged = condition(OfDataset.SOURCE_CHANGED, "False", "Unchanged");
        var warm = condition(OfDataset.WARM, "True", "AllHeld");
        var cold = condition(OfDataset.WARM, "False", "NotResolved");

        assertThat(reason(notListed, cold, notServing)).isEqualTo("ContainerNotFound");
        assertThat(reason(listing, cold, notServing)).isEqualTo("Listing");
        assertThat(reason(listed, cold, notServing)).isEqualTo("WaitingForNodes");
        assertThat(reason(listed, warm, serving, changed)).isEqualTo("BlobsChanged");
        assertThat(reason(listed, warm, serving, unchanged)).isEqualTo("AllHeld");
    }

    private static String reason(Condition... conditions) {
        return String.valueOf(DatasetSummary.of(null, null, null, null, Arrays.asList(conditions))
                .reason());
    }

    private static Condition condition(String type, String status, String reason) {
        return new ConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .build();
    }
}
