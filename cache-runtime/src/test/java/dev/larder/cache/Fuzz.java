package dev.larder.cache;

import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Runs a case on many random inputs, each made from a seed of its own, so that one that fails can be tried alone. The
 * system property {@code larder.fuzz.inputs} says how many, {@code larder.fuzz.seed} from which seed on; without them a
 * test takes a few and begins at 1.
 */
public final class Fuzz {

    private static final System.Logger LOG = System.getLogger(Fuzz.class.getName());

    private Fuzz() {}

    /** Makes an input and tries it; whatever it throws is a failure. */
    @FunctionalInterface
    public interface Case {
        void run(SplittableRandom random) throws Exception;
    }

    public static void run(String what, int few, Case each) {
        long inputs = Long.getLong("larder.fuzz.inputs", few);
        long first = Long.getLong("larder.fuzz.seed", 1);
        long began = System.nanoTime();
        for (long seed = first; seed < first + inputs; seed++) {
            try {
                each.run(new SplittableRandom(seed));
            } catch (Exception | Error failed) {
                throw new AssertionError(
                        what + ": alone with -Dlarder.fuzz.inputs=1 -Dlarder.fuzz.seed=" + seed, failed);
            }
        }
        LOG.log(
                Level.INFO,
                () -> "Fuzz %s: %d inputs, seeds from %d, %d ms"
                        .formatted(what, inputs, first, (System.nanoTime() - began) / 1_000_000));
    }

    /** One to four small changes: bits, bytes, runs of zeros or ones, moved pieces, a cut, an insertion. */
    public static byte[] mutated(SplittableRandom random, byte[] intact) {
        byte[] bytes = intact.clone();
        for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
            int at = random.nextInt(bytes.length);
            int length = Math.min(bytes.length - at, 1 + random.nextInt(random.nextInt(8) == 0 ? 4_096 : 9));
            switch (random.nextInt(9)) {
                case 0, 1, 2 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 3, 4 -> bytes[at] = (byte) random.nextInt();
                case 5 -> Arrays.fill(bytes, at, at + length, (byte) (random.nextBoolean() ? 0xff : 0));
                case 6 -> System.arraycopy(bytes, random.nextInt(bytes.length - length + 1), bytes, at, length);
                case 7 -> bytes = Arrays.copyOf(bytes, at);
                default -> {
                    byte[] longer = new byte[bytes.length + length];
                    System.arraycopy(bytes, 0, longer, 0, at);
                    System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
                    bytes = longer;
                }
            }
        }
        return bytes;
    }

    public static <T> T pick(SplittableRandom random, java.util.List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
