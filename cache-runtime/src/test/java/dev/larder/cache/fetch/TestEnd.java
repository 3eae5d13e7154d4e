package dev.larder.cache.fetch;

import java.util.ArrayList;
import java.util.List;

/** Remembers what it is told; chunks are kept in memory unless the test says otherwise. */
final class TestEnd implements ChunkFill.FillEnd {

    final List<ChunkFill> abandoned = new ArrayList<>();
    boolean lingers = true;

    @Override
    public void abandoned(ChunkFill fill) {
        abandoned.add(fill);
    }

    @Override
    public boolean lingers() {
        return lingers;
    }
}
