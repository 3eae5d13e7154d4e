package dev.larder.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PinsTest {

    private final Pins pins = new Pins();
    private final List<String> done = new ArrayList<>();

    private Runnable work(String name) {
        return () -> done.add(name);
    }

    private void unpin(int generation) {
        pins.unpin(generation).forEach(Runnable::run);
    }

    @Test
    void workWaitsForThoseWhoReadNowAndForNobodyElse() {
        int early = pins.pin();
        pins.afterReaders(work("first")).forEach(Runnable::run);
        int late = pins.pin();
        assertThat(done).isEmpty();
        unpin(early);
        assertThat(done).containsExactly("first");
        unpin(late);
    }

    @Test
    void workThatComesWhileOtherWorkWaitsHasItsOwnReadersToWaitFor() {
        int one = pins.pin();
        pins.afterReaders(work("first")).forEach(Runnable::run);
        int two = pins.pin();
        pins.afterReaders(work("second")).forEach(Runnable::run);
        unpin(one);
        assertThat(done).containsExactly("first");
        int three = pins.pin();
        unpin(two);
        assertThat(done).containsExactly("first", "second");
        unpin(three);
    }

    @Test
    void withoutReadersWorkIsDoneAtOnce() {
        pins.afterReaders(work("now")).forEach(Runnable::run);
        unpin(pins.pin());
        pins.afterReaders(work("again")).forEach(Runnable::run);
        assertThat(done).containsExactly("now", "again");
    }

    @Test
    void theRetiredAdmitNobodyAndGoWithTheLast() {
        int one = pins.pin();
        pins.afterReaders(work("punch")).forEach(Runnable::run);
        int two = pins.pin();
        pins.retire(work("gone")).forEach(Runnable::run);
        pins.retire(work("twice")).forEach(Runnable::run);
        assertThat(pins.pin()).isNegative();
        unpin(two);
        assertThat(done).isEmpty();
        unpin(one);
        assertThat(done).containsExactly("punch", "gone");
    }
}
