package dev.larder.bench.broadcast;

import dev.larder.bench.figures.Figure;
import dev.larder.local.machine.Directories;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Several runs after each other with the same data; prints each row as soon as it is known. */
record Session(Path directory, PrintStream out, Measurement measurement) {

    /** Plays one plan in an empty directory. */
    interface Measurement {
        Played play(Plan plan, Data data, Path work, PrintStream out) throws IOException, InterruptedException;
    }

    /** @param plans of which one with deaths comes after the same without */
    List<Figure> play(List<Plan> plans) throws IOException, InterruptedException {
        Path account = Files.createDirectories(directory.resolve("account"));
        Data data = Data.write(account, plans.getFirst().bytes());
        List<Figure> figures = new ArrayList<>();
        Played calm = null;
        for (Plan plan : plans) {
            Path work = Files.createDirectory(directory.resolve("run"));
            Played played = measurement.play(plan, data, work, out);
            Directories.delete(work);
            if (plan.killed() == 0) {
                tell(Rows.calm(played), figures);
                tell(Rows.agreement(played, Simulated.of(plan)), figures);
                calm = played;
            } else {
                tell(Rows.deaths(played, calm), figures);
            }
        }
        return figures;
    }

    private void tell(List<Figure> rows, List<Figure> figures) {
        rows.forEach(row -> out.println(row.row()));
        figures.addAll(rows);
    }
}
