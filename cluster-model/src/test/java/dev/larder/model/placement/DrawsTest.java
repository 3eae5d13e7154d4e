package dev.larder.model.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.map.Seat;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found with few draws is what all draws together say. */
class DrawsTest {
    private final SplittableRandom random = new SplittableRandom(8);

    private record Members(Draws draws, double[] inverse, int[] table) {
        Run run(int from, int to) {
            double lightness = IntStream.range(from, to)
                    .mapToDouble(at -> inverse[at])
                    .min()
                    .orElseThrow();
            int[] tables =
                    IntStream.range(from, to).map(at -> table[at]).distinct().toArray();
            boolean even = IntStream.range(from, to).allMatch(at -> inverse[at] == lightness);
            return new Run(from, to, 0, tables, draws.tables, lightness, even);
        }

        List<Integer> byRank(long extent, Run run) {
            return IntStream.range(run.from, run.to)
                    .boxed()
                    .sorted(Comparator.<Integer>comparingDouble(at -> draws.key(extent, at))
                            .thenComparing(at -> at))
                    .toList();
        }
    }

    /** @param places of how many the members of a table get theirs: few make the tables dense */
    private Members members(int count, int tables, int places, boolean weighted) {
        int[] table = new int[count];
        int[] place = new int[count];
        double[] inverse = new double[count];
        int[][] free = new int[tables][];
        for (int t = 0; t < tables; t++) {
            free[t] = random.ints(0, Seat.PLACES).distinct().limit(places).toArray();
        }
        int[] used = new int[tables];
        for (int at = 0; at < count; at++) {
            do {
                table[at] = random.nextInt(tables);
            } while (used[table[at]] == places);
            place[at] = free[table[at]][used[table[at]]++];
            inverse[at] = 1.0 / (weighted ? 1 + random.nextInt(6) * random.nextInt(6) : 3724);
        }
        return new Members(
                new Draws(random.longs(tables).toArray(), random.longs(count).toArray(), table, place, inverse),
                inverse,
                table);
    }

    @ParameterizedTest
    @CsvSource({"1, false", "1, true", "6, false", "6, true"})
    void bestRankNextAndSelectionAgreeWithAllKeysSorted(int tables, boolean weighted) {
        for (int count : new int[] {1, 2, 3, 10, 257, 1500}) {
            Members members = members(count, tables, Seat.PLACES, weighted);
            Draws draws = members.draws;
            for (int e = 0; e < 3; e++) {
                long extent = random.nextLong();
                int from = random.nextInt(count);
                Run run = members.run(from, from + 1 + random.nextInt(count - from));
                List<Integer> sorted = members.byRank(extent, run);
                assertThat(Ranks.best(draws, extent, run)).isEqualTo(sorted.getFirst());
                for (int rank = 0; rank < run.size(); rank += 1 + rank / 5) {
                    int at = sorted.get(rank);
                    double key = draws.key(extent, at);
                    assertThat(Race.before(draws, extent, run, key, at, count)).isEqualTo(rank);
                    assertThat(Race.before(draws, extent, run, key, at, 3)).isEqualTo(Math.min(rank, 3));
                    assertThat(Race.bestBefore(draws, extent, run, key, at)).isEqualTo(sorted.getFirst());
                    assertThat(Race.next(draws, extent, run, key, at))
                            .isEqualTo(rank + 1 < sorted.size() ? sorted.get(rank + 1) : -1);
                    assertThat(Selection.select(draws, extent, run, null, rank)).isEqualTo(at);
                    assertThat(Ranks.select(draws, extent, run, rank)).isEqualTo(at);
                    assertThat(Ranks.rank(draws, extent, run, at)).isEqualTo(rank);
                    for (int first = 1; first < count; first += first) {
                        assertThat(Ranks.isAmongFirst(draws, extent, run, at, first))
                                .isEqualTo(rank < first);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void groupsRankByTheirBest(boolean weighted) {
        for (int size : new int[] {1, 7, 60}) {
            Members members = members(40 * size, 6, Seat.PLACES, weighted);
            Draws draws = members.draws;
            Run run = members.run(0, 40 * size);
            Run[] groups = IntStream.range(0, 40)
                    .mapToObj(i -> members.run(i * size, i * size + size))
                    .toArray(Run[]::new);
            for (int e = 0; e < 10; e++) {
                long extent = random.nextLong();
                List<Integer> best = members.byRank(extent, run).stream()
                        .filter(at -> members.byRank(extent, groups[at / size])
                                .getFirst()
                                .equals(at))
                        .toList();
                for (int rank = 0; rank < 40; rank++) {
                    int at = best.get(rank);
                    assertThat(Selection.select(draws, extent, run, groups, rank))
                            .isEqualTo(at);
                    assertThat(Selection.before(draws, extent, groups, draws.key(extent, at), at, 40))
                            .isEqualTo(rank);
                }
            }
        }
    }

    /** Kolmogorov and Smirnov's test, far beyond any usual significance: the seed is fixed. */
    @ParameterizedTest
    @ValueSource(ints = {1, 300, Seat.PLACES})
    void eachKeyIsExponentialWhateverTheTableHolds(int count) {
        Members members = members(count, 1, count, false);
        int draws = 20_000;
        double[] variates = new double[draws];
        for (int e = 0; e < draws; e++) {
            variates[e] = members.draws.key(random.nextLong(), e % count) * 3724 / Seat.PLACES;
        }
        java.util.Arrays.sort(variates);
        double most = 0;
        for (int i = 0; i < draws; i++) {
            most = Math.max(most, Math.abs(-Math.expm1(-variates[i]) - (i + 0.5) / draws));
        }
        assertThat(most).isLessThan(1.7 / Math.sqrt(draws));
    }

    @Test
    void whoHasNoPlaceDrawsByItself() {
        Draws draws =
                new Draws(new long[] {1}, new long[] {2, 3}, new int[] {0, 0}, new int[] {5, 5}, new double[] {1, 1});
        Run run = new Run(0, 2, 0, new int[] {0}, draws.tables, 1, true);
        int second = 0;
        for (int e = 0; e < 2000; e++) {
            long extent = random.nextLong();
            boolean before = Draws.precedes(draws.key(extent, 1), 1, draws.key(extent, 0), 0);
            second += before ? 1 : 0;
            assertThat(Ranks.best(draws, extent, run)).isEqualTo(before ? 1 : 0);
        }
        assertThat(second).isBetween(900, 1100);
    }
}
