package dev.larder.cache.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Who gets the next read of the origin, counted in turns. */
class OriginSlotsTest {

    private final List<String> got = new CopyOnWriteArrayList<>();

    /** Waits behind those who came before. */
    private void wants(OriginSlots slots, String name, BooleanSupplier urgent) {
        int before = slots.waiting();
        Thread.ofVirtual().start(() -> {
            try {
                slots.acquire(urgent);
                got.add(name);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Awaitility.await().until(() -> slots.waiting() == before + 1 || got.contains(name));
    }

    private void awaitGot(int count) {
        Awaitility.await().until(() -> got.size() == count);
    }

    @Test
    void warmUpLeavesOneSlotOfFourAndAReaderTakesItAtOnce() {
        OriginSlots slots = new OriginSlots(4);
        for (int i = 0; i < 5; i++) {
            wants(slots, "warm" + i, () -> false);
        }
        awaitGot(3);
        assertThat(slots.waiting()).isEqualTo(2);
        wants(slots, "reader", () -> true);
        awaitGot(4);
        assertThat(got).containsExactly("warm0", "warm1", "warm2", "reader");
    }

    @Test
    void readersOvertakeWarmUpThatWaits() {
        OriginSlots slots = new OriginSlots(1);
        wants(slots, "first", () -> true);
        awaitGot(1);
        AtomicBoolean joined = new AtomicBoolean();
        wants(slots, "warm", () -> false);
        wants(slots, "joined", joined::get);
        wants(slots, "reader", () -> true);
        slots.release();
        awaitGot(2);
        assertThat(got).last().isEqualTo("reader");
        joined.set(true);
        slots.release();
        awaitGot(3);
        assertThat(got).last().isEqualTo("joined");
        slots.release();
        awaitGot(4);
        assertThat(got).last().isEqualTo("warm");
    }

    @Test
    void aReaderWhoJoinsGetsTheSlotThatWarmUpLeft() {
        OriginSlots slots = new OriginSlots(4);
        AtomicBoolean joined = new AtomicBoolean();
        for (int i = 0; i < 4; i++) {
            wants(slots, "warm" + i, joined::get);
        }
        awaitGot(3);
        joined.set(true);
        awaitGot(4);
    }
}
