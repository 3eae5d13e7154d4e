package dev.larder.local.state;

import dev.larder.local.machine.Directories;
import dev.larder.local.machine.LockFile;
import dev.larder.local.machine.Progress;
import java.time.Duration;
import java.util.List;

/** Clusters whose owner was killed before it could end them. */
public final class Remainders {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private Remainders() {}

    /** Ends what is left of them; returns their names. Every start of a cluster does this first. */
    public static List<String> clear(Directories directories, Progress progress) {
        try (var lock = LockFile.take(directories.state().resolve("remainders.lock"), LIMIT, () -> {})) {
            var abandoned = ClusterHome.all(directories).stream()
                    .filter(ClusterHome::abandoned)
                    .toList();
            for (var home : abandoned) {
                progress.step("clearing away cluster " + home.name() + ", whose owner died");
                home.destroy();
            }
            return abandoned.stream().map(ClusterHome::name).toList();
        }
    }
}
