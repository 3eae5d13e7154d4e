package dev.larder.cache.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a set of numbers that does the same slowly. */
class LackedTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyExtentIsLackingUnderWayOrDone(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int count = 1 + random.nextInt(200);
        Lacked lacked = new Lacked();
        Set<Integer> lacking = new HashSet<>();
        List<Integer> underWay = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lacked.add(i * 7L, i, i + 1);
            lacking.add(i);
        }
        for (int i = 0; i < count; i++) {
            assertThat(lacked.extent(i).ordinal()).isEqualTo(i * 7L);
            assertThat(lacked.bytes(i)).isEqualTo(i + 1);
        }
        while (!lacked.isEmpty()) {
            int[] sample = lacked.sample(1 + random.nextInt(20), random);
            assertThat(Arrays.stream(sample).boxed().toList())
                    .doesNotHaveDuplicates()
                    .isSubsetOf(lacking);
            assertThat(sample.length > 0).isEqualTo(!lacking.isEmpty());
            if (sample.length > 0) {
                assertThat(lacked.take(sample[0])).isTrue();
                assertThat(lacked.take(sample[0])).isFalse();
                lacking.remove(sample[0]);
                underWay.add(sample[0]);
            }
            if (!underWay.isEmpty() && random.nextInt(3) > 0) {
                int ended = underWay.remove(random.nextInt(underWay.size()));
                if (random.nextBoolean()) {
                    lacked.giveBack(ended);
                    lacking.add(ended);
                } else {
                    lacked.done();
                }
            }
        }
        assertThat(lacking).isEmpty();
        assertThat(underWay).isEmpty();
        assertThat(lacked.sample(5, random)).isEmpty();
    }
}
