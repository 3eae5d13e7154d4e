package dev.larder.bench.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.bench.figures.Figure;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTest {
    private static final Plan PLAN = new Plan(12, 3, 2, 16 << 20, 100_000_000, 400_000_000, 0);
    private static final Flows EXACT = new Flows(1, 2, 3, 6);

    @TempDir
    Path directory;

    @Test
    void whatIsAsSimulatedPassesAndWhatIsNotFails() throws Exception {
        double simulated = Simulated.of(PLAN).seconds();

        assertThat(failing(new Played(PLAN, simulated * 1.1, EXACT, EXACT, 2.5, 0.5, Map.of(), 12)))
                .isEmpty();
        assertThat(failing(
                        new Played(PLAN, simulated * 1.2, new Flows(1.01, 2, 3, 5.99), EXACT, 2.6, 0.8, Map.of(), 11)))
                .hasSize(7)
                .anyMatch(what -> what.startsWith("copies read from the origin"))
                .anyMatch(what -> what.startsWith("most that one node uploaded"))
                .anyMatch(what -> what.startsWith("nodes that serve"))
                .anyMatch(what -> what.startsWith("busy"))
                .anyMatch(what -> what.startsWith("time: difference"))
                .anyMatch(what -> what.startsWith("copies from the origin: difference"))
                .anyMatch(what -> what.startsWith("copies within cells: difference"));
    }

    @Test
    void aRunWithDeathsIsComparedWithTheOneBefore() throws Exception {
        var out = new ByteArrayOutputStream();
        Plan deaths = PLAN.killing(2);
        Session session =
                new Session(directory, new PrintStream(out, true, StandardCharsets.UTF_8), (plan, data, work, told) -> {
                    assertThat(work).isEmptyDirectory();
                    assertThat(Files.size(data.root().resolve("bench/data/rest")))
                            .isEqualTo(plan.bytes());
                    Files.writeString(work.resolve("left"), "behind");
                    return new Played(
                            plan,
                            plan.killed() == 0 ? 10 : 12,
                            EXACT,
                            EXACT,
                            1,
                            0.1,
                            Map.of("transfers found slow", 7L),
                            plan.nodes() - plan.killed());
                });

        List<Figure> rows = session.play(List.of(PLAN, deaths));

        assertThat(rows)
                .filteredOn(row -> row.what().startsWith("2 nodes killed"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.value()).isEqualTo(1.2);
                    assertThat(row.pass()).isFalse();
                });
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("2 nodes killed midway", "(Larder 12 s, without 10 s)", "transfers found slow");
    }

    private static List<String> failing(Played played) {
        return Stream.concat(Rows.calm(played).stream(), Rows.agreement(played, Simulated.of(PLAN)).stream())
                .filter(row -> Boolean.FALSE.equals(row.pass()))
                .map(Figure::what)
                .toList();
    }
}
