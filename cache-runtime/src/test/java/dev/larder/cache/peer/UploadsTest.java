package dev.larder.cache.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.feed.MapView;
import dev.larder.cache.fetch.PeerReads.Mode;
import dev.larder.cache.peer.Uploads.Upload;
import dev.larder.model.broadcast.UploadSlots;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.map.MapEdit;
import dev.larder.model.topology.Levels;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Who is sent chunks for its warm-up, and who is told to ask elsewhere. */
class UploadsTest {

    private final MapView view = view();
    private final Uploads uploads = new Uploads(new UploadSlots(2, 1), () -> view);

    @Test
    void matesAreRefusedBeforeOtherCellsAre() {
        begin(Mode.STORED, "mate").flows();
        begin(Mode.STORED, "mate").flows();
        assertThat(uploads.begin(Mode.STORED, "mate")).isNull();
        assertThat(uploads.begin(Mode.WARM, "mate")).isNull();
        assertThat(uploads.admitsMate()).isFalse();

        Upload other = begin(Mode.WARM, "stranger");
        other.flows();
        assertThat(uploads.begin(Mode.WARM, "stranger")).isNull();
        assertThat(uploads.sending()).isEqualTo(3);
        other.rests();
        other.rests();
        assertThat(uploads.sending()).isEqualTo(2);
        assertThat(uploads.begin(Mode.WARM, "stranger")).isNotNull();
    }

    @Test
    void whoeverTheMapDoesNotKnowIsNoOtherCell() {
        begin(Mode.STORED, "mate");
        begin(Mode.STORED, "mate");
        assertThat(uploads.begin(Mode.STORED, "nobody")).isNull();
        assertThat(uploads.begin(Mode.STORED, "")).isNull();
    }

    @Test
    void warmUpNeverRefusesAReaderWhoWaits() {
        begin(Mode.STORED, "mate");
        begin(Mode.STORED, "mate");
        begin(Mode.STORED, "stranger");
        begin(Mode.FILL, "mate").flows();
        begin(Mode.HELD, "mate").flows();
        assertThat(uploads.sending()).isEqualTo(3);
    }

    @Test
    void whoWaitsForBytesHasNoSlot() {
        Upload first = begin(Mode.WARM, "mate");
        Upload second = begin(Mode.WARM, "mate");
        Upload third = begin(Mode.WARM, "mate");
        first.flows();
        second.flows();
        assertThat(uploads.begin(Mode.WARM, "mate")).isNull();
        // It was let in before there was anything to send.
        third.flows();
        assertThat(uploads.sending()).isEqualTo(3);
        first.rests();
        second.rests();
        assertThat(uploads.begin(Mode.WARM, "mate")).isNotNull();
    }

    private Upload begin(Mode mode, String asker) {
        return Objects.requireNonNull(uploads.begin(mode, asker));
    }

    private static MapView view() {
        MapEdit edit = ClusterMap.empty(Levels.aks()).edit();
        join(edit, "self", "z0");
        join(edit, "mate", "z0");
        join(edit, "stranger", "z1");
        return MapView.of(edit.settle().build(), "self");
    }

    private static void join(MapEdit edit, String name, String zone) {
        edit.join(name, Levels.aks().locate(Map.of("topology.kubernetes.io/zone", zone)), "127.0.0.1", 8701, 100);
    }
}
