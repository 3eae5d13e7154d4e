package dev.larder.model.map;

import dev.larder.model.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** A column of integers as (how many, value) pairs. */
final class Runs {
    private Runs() {}

    static List<Integer> write(List<CacheNode> nodes, ToIntFunction<CacheNode> column) {
        List<Integer> runs = new ArrayList<>();
        for (int i = 0; i < nodes.size(); ) {
            int value = column.applyAsInt(nodes.get(i));
            int end = i + 1;
            while (end < nodes.size() && column.applyAsInt(nodes.get(end)) == value) {
                end++;
            }
            runs.add(end - i);
            runs.add(value);
            i = end;
        }
        return runs;
    }

    static int[] read(List<Integer> runs, int count) {
        int[] values = new int[count];
        int filled = 0;
        for (int i = 0; i + 1 < runs.size(); i += 2) {
            int length = runs.get(i);
            if (length < 1 || length > count - filled) {
                throw new MalformedException("cluster map: a column has not " + count + " values");
            }
            java.util.Arrays.fill(values, filled, filled + length, runs.get(i + 1));
            filled += length;
        }
        if (filled != count || runs.size() % 2 != 0) {
            throw new MalformedException("cluster map: a column has not " + count + " values");
        }
        return values;
    }
}
