package dev.larder.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaterHolesTest {

    private final List<Long> pauses = new ArrayList<>();
    private final List<Runnable> due = new ArrayList<>();
    private final LaterHoles holes = new LaterHoles((seconds, work) -> {
        pauses.add(seconds);
        due.add(work);
    });

    @Test
    void oneThatCanBeMadeIsNotTriedAgain() {
        int[] tried = {0};
        holes.add(() -> ++tried[0] == 3);
        runAll();
        assertThat(pauses).containsExactly(2L, 4L, 8L);
        assertThat(holes.waiting()).isZero();
    }

    @Test
    void oneThatCannotIsGivenUp() {
        holes.add(() -> false);
        runAll();
        assertThat(pauses).hasSize(LaterHoles.ATTEMPTS).endsWith(512L);
        assertThat(holes.waiting()).isZero();
    }

    @Test
    void noMoreWaitThanFit() {
        for (int i = 0; i < LaterHoles.MOST + 1; i++) {
            holes.add(() -> true);
        }
        assertThat(due).hasSize(LaterHoles.MOST);
        runAll();
        holes.add(() -> true);
        assertThat(holes.waiting()).isEqualTo(1);
    }

    private void runAll() {
        while (!due.isEmpty()) {
            due.removeFirst().run();
        }
    }
}
