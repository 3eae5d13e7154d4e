package dev.larder.model.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PieceChoiceTest {
    @Test
    void isTheNextUsefulPieceInACircle() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 2_000; round++) {
            int words = 1 + random.nextInt(4);
            long[] held = words(random, 7);
            long[] lacked = words(random, 7);
            int heldAt = random.nextInt(7 - words);
            int lackedAt = random.nextInt(7 - words);
            int start = random.nextInt(64 * words);
            BitSet useful = BitSet.valueOf(slice(held, heldAt, words));
            useful.and(BitSet.valueOf(slice(lacked, lackedAt, words)));
            int next = useful.nextSetBit(start);
            assertThat(PieceChoice.choose(held, heldAt, lacked, lackedAt, words, start))
                    .isEqualTo(next >= 0 ? next : useful.nextSetBit(0));
        }
    }

    private static long[] words(SplittableRandom random, int count) {
        long[] words = new long[count];
        for (int i = 0; i < count; i++) {
            // Few bits, so that often there is nothing.
            for (int bits = random.nextInt(6); bits > 0; bits--) {
                words[i] |= 1L << random.nextInt(64);
            }
        }
        return words;
    }

    private static long[] slice(long[] words, int at, int count) {
        return java.util.Arrays.copyOfRange(words, at, at + count);
    }
}
