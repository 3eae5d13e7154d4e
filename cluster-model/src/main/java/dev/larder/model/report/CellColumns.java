package dev.larder.model.report;

import com.google.protobuf.ByteString;
import dev.larder.model.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Columns of a cell's report as they are on the wire. */
final class CellColumns {
    /** More than any cell has, so that a message cannot ask for more memory than it is long. */
    static final int MAX_NODES = 1 << 16;

    private static final int MAX_NAME = 253;

    private CellColumns() {}

    static ByteString names(List<String> names) {
        ByteString.Output out = ByteString.newOutput();
        byte[] last = {};
        for (String name : names) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            int shared = 0;
            while (shared < Math.min(last.length, bytes.length) && last[shared] == bytes[shared]) {
                shared++;
            }
            out.write(shared);
            out.write(bytes.length - shared);
            out.write(bytes, shared, bytes.length - shared);
            last = bytes;
        }
        return out.toByteString();
    }

    /** In strictly rising order. */
    static List<String> names(ByteString column) {
        List<String> names = new ArrayList<>();
        byte[] name = new byte[MAX_NAME];
        String last = "";
        for (int at = 0; at < column.size(); ) {
            int shared = column.byteAt(at) & 255;
            int rest = at + 1 < column.size() ? column.byteAt(at + 1) & 255 : MAX_NAME + 1;
            if (shared > last.length() || shared + rest > MAX_NAME || at + 2 + rest > column.size()) {
                throw new MalformedException("cell report: a name is cut off");
            }
            column.copyTo(name, at + 2, shared, rest);
            String next = new String(name, 0, shared + rest, StandardCharsets.US_ASCII);
            if (next.compareTo(last) <= 0 || names.size() == MAX_NODES) {
                throw new MalformedException("cell report: names are not in order, or too many");
            }
            names.add(next);
            last = next;
            at += 2 + rest;
        }
        return names;
    }

    /** As (how many, value) pairs. */
    static List<Long> runs(long[] values) {
        List<Long> runs = new ArrayList<>();
        for (int i = 0, run; i < values.length; i += run) {
            run = 1;
            while (i + run < values.length && values[i + run] == values[i]) {
                run++;
            }
            runs.add((long) run);
            runs.add(values[i]);
        }
        return runs;
    }

    static long[] runs(List<Long> runs, int size) {
        long[] values = new long[size];
        int at = 0;
        for (int i = 0; i + 1 < runs.size(); i += 2) {
            long run = runs.get(i);
            if (run < 1 || run > size - at) {
                throw new MalformedException("cell report: a run is longer than the column");
            }
            java.util.Arrays.fill(values, at, at + (int) run, runs.get(i + 1));
            at += (int) run;
        }
        if (at != size || runs.size() % 2 != 0) {
            throw new MalformedException("cell report: a column of runs is too short");
        }
        return values;
    }

    static long[] values(List<Long> column, int size) {
        if (column.size() != size) {
            throw new MalformedException("cell report: a column has " + column.size() + " of " + size + " values");
        }
        long[] values = new long[size];
        for (int i = 0; i < size; i++) {
            values[i] = column.get(i);
        }
        return values;
    }

    /** Each at least 0. */
    static long[] counts(long[] values) {
        for (long value : values) {
            if (value < 0) {
                throw new MalformedException("cell report: a count is beyond 2^63");
            }
        }
        return values;
    }

    /** Which of {@code size} are there, as runs of those that are not and those that are in turn. */
    static List<Integer> present(int[] indexes, int size) {
        List<Integer> runs = new ArrayList<>();
        int at = 0;
        for (int i = 0, run; i < indexes.length; i += run) {
            run = 1;
            while (i + run < indexes.length && indexes[i + run] == indexes[i] + run) {
                run++;
            }
            runs.add(indexes[i] - at);
            runs.add(run);
            at = indexes[i] + run;
        }
        return runs;
    }

    static int[] present(List<Integer> runs, int size) {
        int[] indexes = new int[size];
        int count = 0;
        int at = 0;
        for (int i = 0; i < runs.size(); i++) {
            int run = runs.get(i);
            if (run < 0 || run > size - at) {
                throw new MalformedException("cell report: a Dataset is of nodes that are not there");
            }
            if (i % 2 == 1) {
                int from = at;
                count = fill(indexes, count, run, offset -> from + offset);
            }
            at += run;
        }
        return java.util.Arrays.copyOf(indexes, count);
    }

    private static int fill(int[] indexes, int count, int run, IntUnaryOperator value) {
        for (int i = 0; i < run; i++) {
            indexes[count + i] = value.applyAsInt(i);
        }
        return count + run;
    }
}
