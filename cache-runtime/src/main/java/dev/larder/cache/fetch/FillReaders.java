package dev.larder.cache.fetch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Who reads a fill. The fill's lock guards it. */
final class FillReaders {

    private final Set<FillCursor> all = new HashSet<>();
    private boolean returning;

    void add(FillCursor reader) {
        all.add(reader);
    }

    /** @param length of the chunk */
    void remove(FillCursor reader, int length) {
        all.remove(reader);
        returning |= reader.passed() < length;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** One has left who had not read all of it: he may be back for the rest. */
    boolean mayReturn() {
        return returning;
    }

    /** Somebody takes what is in pipes. */
    boolean takePipes() {
        for (FillCursor reader : all) {
            if (reader.isTakingPipes()) {
                return true;
            }
        }
        return false;
    }

    /** Nobody will read what is before this byte. */
    int passed() {
        int least = Integer.MAX_VALUE;
        for (FillCursor reader : all) {
            least = Math.min(least, reader.passed());
        }
        return all.isEmpty() ? 0 : least;
    }

    /**
     * What is to run now that there is more.
     *
     * @param enough for those who wait for no more than this
     */
    List<Runnable> takeActions(int enough) {
        List<Runnable> actions = new ArrayList<>(all.size());
        for (FillCursor reader : all) {
            Runnable action = reader.takeAction(enough);
            if (action != null) {
                actions.add(action);
            }
        }
        return actions;
    }
}
