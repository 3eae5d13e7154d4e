package dev.larder.cache.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.read.ChunkRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LingeringTest {

    private static final int LENGTH = 1 << 20;

    private final FillMemory memory = new FillMemory(8 * LENGTH);
    private final List<ChunkFill> gone = new ArrayList<>();
    private final Lingering lingering = new Lingering(2 * LENGTH, gone::add);
    private List<ChunkRef> chunks = List.of();

    @BeforeEach
    void blob() throws IOException {
        chunks = TestBlob.chunks(4 * LENGTH, LENGTH);
    }

    @Test
    void whatCameFirstGoesFirst() {
        List<ChunkFill> fills = List.of(arrived(0), arrived(1), arrived(2));
        fills.forEach(lingering::add);
        assertThat(gone).containsExactly(fills.getFirst());
        assertThat(memory.used()).isEqualTo(2 * LENGTH);
    }

    @Test
    void whatIsReadStays() {
        ChunkFill read = arrived(0);
        var reader = read.join(FillMemory.Rank.FOREGROUND);
        lingering.add(read);
        ChunkFill other = arrived(1);
        lingering.add(other);
        assertThat(lingering.reclaim(LENGTH)).isEqualTo(LENGTH);
        assertThat(gone).containsExactly(other);
        assertThat(reader).isNotNull();
    }

    @Test
    void aChunkThatComesAgainTakesThePlaceOfWhatIsOver() {
        ChunkFill before = arrived(0);
        lingering.add(before);
        before.keep();
        before.keepForReadersOnly();
        assertThat(before.dismiss()).as("as when it was stored").isTrue();
        ChunkFill again = arrived(0);
        lingering.add(again);
        assertThat(lingering.reclaim(LENGTH)).isEqualTo(LENGTH);
        assertThat(again.isOver()).isTrue();
        assertThat(memory.used()).isZero();
    }

    @Test
    void whatIsOverAlreadyFreesNothing() {
        ChunkFill over = arrived(0);
        lingering.add(over);
        assertThat(over.dismiss()).isTrue();
        ChunkFill idle = arrived(1);
        lingering.add(idle);
        assertThat(lingering.reclaim(LENGTH)).isEqualTo(LENGTH);
        assertThat(gone).contains(idle);
        assertThat(memory.used()).isZero();
    }

    @Test
    void norDoesItTakeThePlaceOfOthers() {
        ChunkFill late = arrived(0);
        assertThat(late.dismiss()).isTrue();
        lingering.add(late);
        List<ChunkFill> fills = List.of(arrived(1), arrived(2));
        fills.forEach(lingering::add);
        assertThat(gone).isEmpty();
        assertThat(lingering.remove(fills.getFirst())).isTrue();
        lingering.add(arrived(3));
        assertThat(gone).isEmpty();
    }

    private ChunkFill arrived(int number) {
        ChunkRef chunk = chunks.get(number);
        ChunkFill fill = new ChunkFill(chunk, chunk.id(), memory, FillMemory.Rank.PEER, false, new TestEnd());
        assertThat(fill.ready(() -> {})).isTrue();
        return fill;
    }
}
