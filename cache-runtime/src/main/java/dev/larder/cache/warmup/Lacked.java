package dev.larder.cache.warmup;

import dev.larder.cache.fetch.ExtentRef;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Extents to be had from mates. Each is lacking, under way, or done; extents are known by their number here. All are added
 * before it is shared; then it is thread-safe.
 */
final class Lacked {

    private ExtentRef[] extents = new ExtentRef[64];
    private int[] bytes = new int[64];
    /** First the numbers of those that are lacking, then the others. */
    private int[] order = new int[64];
    /** Where in the order each stands. */
    private int[] place = new int[64];

    private int size;
    private int lacking;
    private int done;

    void add(long ordinal, long extent, int missingBytes) {
        if (size == extents.length) {
            int grown = size * 2;
            extents = Arrays.copyOf(extents, grown);
            bytes = Arrays.copyOf(bytes, grown);
            order = Arrays.copyOf(order, grown);
            place = Arrays.copyOf(place, grown);
        }
        extents[size] = new ExtentRef(ordinal, extent);
        bytes[size] = missingBytes;
        order[size] = size;
        place[size] = size;
        size++;
        lacking++;
    }

    /** All have come. */
    synchronized boolean isEmpty() {
        return done == size;
    }

    /** Some have neither come nor are under way. */
    synchronized boolean isAnyLacking() {
        return lacking > 0;
    }

    ExtentRef extent(int number) {
        return extents[number];
    }

    int bytes(int number) {
        return bytes[number];
    }

    /** Numbers of different extents that are lacking, picked at random; as many as there are if there are fewer. */
    synchronized int[] sample(int most, RandomGenerator random) {
        int count = Math.min(most, lacking);
        int[] sample = new int[count];
        for (int i = 0; i < count; i++) {
            // The beginning of a shuffle.
            swap(i, i + random.nextInt(lacking - i));
            sample[i] = order[i];
        }
        return sample;
    }

    /** False: somebody else has taken it. */
    synchronized boolean take(int number) {
        if (place[number] >= lacking) {
            return false;
        }
        lacking--;
        swap(place[number], lacking);
        return true;
    }

    /** It did not come after all. Only for one that was taken. */
    synchronized void giveBack(int number) {
        swap(place[number], lacking);
        lacking++;
    }

    /** It came. Only for one that was taken. */
    synchronized void done() {
        done++;
    }

    private void swap(int one, int other) {
        int number = order[one];
        order[one] = order[other];
        order[other] = number;
        place[order[one]] = one;
        place[order[other]] = other;
    }
}
