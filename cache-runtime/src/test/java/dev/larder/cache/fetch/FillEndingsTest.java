package dev.larder.cache.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.read.ChunkRef;
import dev.larder.cache.read.Demand;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import dev.larder.cache.read.FillReader;
import dev.larder.cache.report.Counters;
import dev.larder.cache.store.SegmentStore;
import dev.larder.cache.store.StoreConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fills of a node that only passes them on, while it does not pay to keep them. */
class FillEndingsTest {

    private static final int BLOCK = FillReader.BLOCK;
    private static final int LENGTH = 2 * BLOCK;
    private static final FetchPlan PLAN = new FetchPlan(1, false, List.of(), false, true, List.of());

    @TempDir
    Path directory;

    private final FillMemory memory = new FillMemory(32L * LENGTH);
    private final FillTable fills = new FillTable(id -> false, memory);
    private List<ChunkRef> chunks = List.of();
    private SegmentStore store;
    private StoringDisk disk;
    private FillEndings endings;

    @BeforeEach
    void begin() throws IOException {
        chunks = TestBlob.chunks(300 * LENGTH, LENGTH);
        store = SegmentStore.open(StoreConfig.of(directory, 64 << 20));
        disk = new StoringDisk("n", store, 1, owner -> true);
        endings = new FillEndings(fills, memory, disk, new Counters());
        for (int i = 100; i < chunks.size(); i++) {
            endings.begun(fill(i), null);
        }
        assertThat(endings.lingers()).isFalse();
    }

    @AfterEach
    void end() {
        disk.close();
        store.close();
        memory.close();
    }

    @Test
    void oneWhoComesTooLateToJoinShowsThatItPaysToKeepThem() {
        int late = 0;
        while (!endings.lingers() && late < 20) {
            ChunkFill first = fill(late);
            FillReader reader = join(first);
            arrive(first, BLOCK);
            reader.passed(BLOCK);
            ChunkFill second = fill(late);
            assertThat(second).isNotSameAs(first);
            endings.begun(second, first);
            late++;
        }
        assertThat(late).isBetween(5, 15);
    }

    /** It was to be brought from a mate who broke off; its reader waits for the rest. */
    @Test
    void whatIsReadIsNotGivenUpBecauseItsBeginningIsGone() {
        ChunkFill fill = fill(0);
        FillReader reader = join(fill);
        arrive(fill, BLOCK);
        assertThat(fill.letGo()).isTrue();
        reader.passed(BLOCK);
        assertThat(fill.isSpent()).isTrue();
        FillFailure why = new FillFailure(Reason.NOT_HELD, "the mate broke off");
        assertThat(endings.isGivenUp(fill, why)).isFalse();
        reader.close();
        assertThat(endings.isGivenUp(fill, why)).isTrue();
    }

    /** Else memory would be thought to come back that did so long ago, and whoever waits for some would wait on. */
    @Test
    void whatItsLastReaderEndsIsNotReclaimedOnceMore() {
        ChunkFill passed = fill(0);
        FillReader reader = join(passed);
        arrive(passed, LENGTH);
        endings.arrived(passed);
        reader.passed(LENGTH);
        reader.close();
        assertThat(passed.isOver()).isTrue();
        ChunkFill idle = fill(1);
        FillReader part = join(idle);
        arrive(idle, LENGTH);
        endings.arrived(idle);
        part.close();
        memory.acquire(31 * LENGTH, FillMemory.Rank.FOREGROUND, () -> {});
        assertThat(memory.used()).as("all of it").isEqualTo(memory.budget());
        var more = memory.acquire(LENGTH, FillMemory.Rank.FOREGROUND, () -> {});
        assertThat(more.withdraw()).as("it waits").isFalse();
        assertThat(idle.isOver()).isTrue();
    }

    private ChunkFill fill(int chunk) {
        return fills.claim(chunks.get(chunk), Demand.FOREGROUND, PLAN, endings)
                .runs()
                .getFirst()
                .getFirst();
    }

    private FillReader join(ChunkFill fill) {
        assertThat(fill.ready(() -> {})).isTrue();
        return Objects.requireNonNull(fill.join(FillMemory.Rank.FOREGROUND));
    }

    private static void arrive(ChunkFill fill, int bytes) {
        fill.write(ByteBuffer.allocate(bytes));
        fill.publish(fill.written());
    }
}
