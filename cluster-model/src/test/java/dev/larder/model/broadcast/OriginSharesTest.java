package dev.larder.model.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.catalog.OriginLimits;
import dev.larder.model.catalog.OriginShare;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginSharesTest {

    private static final OriginShares.Known ALL = known(Set.of(), Set.of());

    private static OriginShares.Known known(Set<String> silent, Set<String> gone) {
        return new OriginShares.Known() {
            @Override
            public boolean confirmed(String node) {
                return !silent.contains(node);
            }

            @Override
            public boolean gone(String node) {
                return gone.contains(node);
            }
        };
    }

    private static int share(List<OriginShare> shares, String node) {
        return new OriginLimits(1, 1, shares).share(node);
    }

    @Test
    void theFirstReadersHaveTheirWeightsPartsAtOnce() {
        List<OriginShare> shares = OriginShares.next(List.of(), Map.of("a", 1, "b", 3), ALL);
        assertThat(share(shares, "a")).isEqualTo(OriginShare.WHOLE / 4);
        assertThat(share(shares, "b")).isEqualTo(OriginShare.WHOLE / 4 * 3);
        assertThat(OriginShares.next(shares, Map.of("a", 1, "b", 3), ALL)).isEqualTo(shares);
    }

    @Test
    void aNewcomerWaitsUntilTheOthersKnowOfIt() {
        List<OriginShare> two = OriginShares.next(List.of(), Map.of("a", 1, "b", 1), ALL);
        Map<String, Integer> three = Map.of("a", 1, "b", 1, "c", 1);
        List<OriginShare> told = OriginShares.next(two, three, ALL);
        assertThat(share(told, "a")).isEqualTo(OriginShare.WHOLE / 3);
        assertThat(share(told, "c")).isZero();
        assertThat(OriginShares.next(told, three, known(Set.of("b"), Set.of()))).isNotEqualTo(two);
        assertThat(share(OriginShares.next(told, three, known(Set.of("b"), Set.of())), "c"))
                .isZero();
        assertThat(share(OriginShares.next(told, three, ALL), "c")).isEqualTo(OriginShare.WHOLE / 3);
    }

    @Test
    void whoIsCutOffKeepsItsShareUntilItIsGone() {
        List<OriginShare> three = OriginShares.next(List.of(), Map.of("a", 1, "b", 1, "c", 1), ALL);
        Map<String, Integer> rest = Map.of("a", 1, "b", 1, "d", 1);
        List<OriginShare> now = three;
        for (int i = 0; i < 5; i++) {
            now = OriginShares.next(now, rest, known(Set.of("c"), Set.of()));
        }
        assertThat(now).contains(new OriginShare("c", 0, OriginShare.WHOLE / 3));
        assertThat(share(now, "d")).isEqualTo((OriginShare.WHOLE - OriginShare.WHOLE / 3) / 3);
        now = OriginShares.next(now, rest, known(Set.of("c"), Set.of("c")));
        assertThat(share(now, "d")).isEqualTo(OriginShare.WHOLE / 3);
        assertThat(now).hasSize(3);
    }

    @Test
    void withoutReadersNobodyHasAnything() {
        List<OriginShare> two = OriginShares.next(List.of(), Map.of("a", 1, "b", 1), ALL);
        List<OriginShare> none = OriginShares.next(two, Map.of(), known(Set.of("a"), Set.of()));
        int half = OriginShare.WHOLE / 2;
        assertThat(none).containsExactly(new OriginShare("a", 0, half), new OriginShare("b", 0, half));
        assertThat(OriginShares.next(none, Map.of("c", 1), known(Set.of("a"), Set.of())))
                .containsExactly(new OriginShare("a", 0, half), new OriginShare("c", half, half));
        assertThat(OriginShares.next(List.of(), Map.of("a", 0, "b", 0), ALL))
                .allMatch(share -> share.share() == OriginShare.WHOLE / 2);
    }

    /** An operator, nodes that hear it late or not at all, forget what they heard, come and go. */
    private static final class Cluster {
        final SplittableRandom random;
        final List<List<OriginShare>> published = new ArrayList<>();
        /** By the node that lives: which division it knows; -1 for one that has just started and has none to go by. */
        final TreeMap<String, Integer> knows = new TreeMap<>();

        final TreeMap<String, Integer> said = new TreeMap<>();
        final Set<String> cutOff = new HashSet<>();
        final TreeMap<String, Integer> readers = new TreeMap<>();
        int names;

        Cluster(long seed) {
            random = new SplittableRandom(seed);
            published.add(List.of());
        }

        void happen() {
            switch (random.nextInt(9)) {
                case 0 -> {
                    String name = "n" + names++ % 40;
                    knows.putIfAbsent(name, -1);
                    readers.put(name, random.nextInt(4));
                }
                case 1 -> any().ifPresent(readers::remove);
                case 2 -> any().ifPresent(cutOff::add);
                case 3 -> any().ifPresent(cutOff::remove);
                case 4 ->
                    any().ifPresent(name -> {
                        // Its pod is gone for certain.
                        knows.remove(name);
                        said.remove(name);
                        readers.remove(name);
                        cutOff.remove(name);
                    });
                case 5 -> any().ifPresent(name -> knows.put(name, -1));
                case 6, 7 -> knows.replaceAll((name, version) -> hears(name) ? published.size() - 1 : version);
                default ->
                    knows.forEach((name, version) -> {
                        if (version >= 0 && hears(name)) {
                            said.put(name, version);
                        }
                    });
            }
            decide();
        }

        private boolean hears(String name) {
            return !cutOff.contains(name) && random.nextInt(4) != 0;
        }

        private java.util.Optional<String> any() {
            return knows.isEmpty()
                    ? java.util.Optional.empty()
                    : knows.keySet().stream().skip(random.nextInt(knows.size())).findFirst();
        }

        void decide() {
            int newest = published.size() - 1;
            List<OriginShare> next = OriginShares.next(published.get(newest), readers, new OriginShares.Known() {
                @Override
                public boolean confirmed(String node) {
                    return said.getOrDefault(node, -1) == newest;
                }

                @Override
                public boolean gone(String node) {
                    return !knows.containsKey(node);
                }
            });
            if (!next.equals(published.get(newest))) {
                published.add(next);
            }
        }

        long sum(long limit) {
            return knows.entrySet().stream()
                    .filter(each -> each.getValue() >= 0)
                    .mapToLong(each -> OriginShare.of(limit, share(published.get(each.getValue()), each.getKey())))
                    .sum();
        }

        void calm() {
            cutOff.clear();
            for (int i = 0; i < 10; i++) {
                knows.replaceAll((name, version) -> published.size() - 1);
                said.putAll(knows);
                decide();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatNodesBelieveIsNeverMoreThanTheWhole(long seed) {
        Cluster cluster = new Cluster(seed);
        long limit = 1 + cluster.random.nextLong(1L << 40);
        for (int i = 0; i < 3_000; i++) {
            cluster.happen();
            assertThat(cluster.sum(limit)).as("after %d steps", i).isLessThanOrEqualTo(limit);
        }
        assertThat(cluster.published.size()).isGreaterThan(300);
        cluster.readers.keySet().retainAll(cluster.knows.keySet());
        cluster.readers.putIfAbsent("n0", 1);
        cluster.knows.putIfAbsent("n0", 0);
        cluster.calm();
        assertThat(cluster.sum(OriginShare.WHOLE))
                .as("once all have heard, all of it is used")
                .isBetween(OriginShare.WHOLE - 40L, (long) OriginShare.WHOLE);
    }
}
