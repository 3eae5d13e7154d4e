package dev.larder.cache.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is reading a segment. Thread-safe; holds its lock for a few instructions and takes no other.
 *
 * <p>Readers are counted in two generations, so that work which must wait for those who read now (punching a hole where
 * they read) is not put off for ever by those who come after: such work starts a new generation and runs when the old
 * one is empty. At most one generation is being waited for; work that arrives meanwhile waits for the next. (The idea is
 * that of sleepable RCU.)
 */
final class Pins {

    private final int[] readers = new int[2];
    private int now;
    private List<Runnable> waiting = new ArrayList<>();
    private List<Runnable> next = new ArrayList<>();
    private @Nullable Runnable last;
    private volatile boolean retired;

    /** A generation to hand back to {@link #unpin}, or -1 if the segment is retired. */
    synchronized int pin() {
        if (retired) {
            return -1;
        }
        readers[now]++;
        return now;
    }

    /** What must be run now, perhaps elsewhere, because this reader was the last of those it waited for. */
    synchronized List<Runnable> unpin(int generation) {
        readers[generation]--;
        if (readers[1 - now] > 0 || (waiting.isEmpty() && last == null)) {
            return List.of();
        }
        List<Runnable> due = new ArrayList<>();
        while (!waiting.isEmpty() && readers[1 - now] == 0) {
            due.addAll(waiting);
            waiting = next;
            next = new ArrayList<>();
            if (!waiting.isEmpty()) {
                now = 1 - now;
            }
        }
        if (last != null && readers[0] + readers[1] == 0) {
            due.add(last);
            last = null;
        }
        return due;
    }

    /** Hands back work that need not wait, else keeps it until all who read now are gone. */
    synchronized List<Runnable> afterReaders(Runnable work) {
        if (readers[0] + readers[1] == 0) {
            return List.of(work);
        }
        if (waiting.isEmpty()) {
            waiting.add(work);
            now = 1 - now;
        } else {
            next.add(work);
        }
        return List.of();
    }

    /** Lets no more readers in. Hands back work that need not wait, else keeps it until the last reader is gone. */
    synchronized List<Runnable> retire(Runnable work) {
        if (retired) {
            return List.of();
        }
        retired = true;
        if (readers[0] + readers[1] == 0) {
            return List.of(work);
        }
        last = work;
        return List.of();
    }

    boolean retired() {
        return retired;
    }
}
