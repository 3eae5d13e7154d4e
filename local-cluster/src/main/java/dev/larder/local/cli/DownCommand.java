package dev.larder.local.cli;

import dev.larder.local.LocalClusters;
import dev.larder.local.machine.MachineException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./larder down}. Without anything to stop it says so and that is no error. */
@Command(name = "down")
final class DownCommand implements Callable<Integer> {
    @Option(names = "--name", paramLabel = "NAME")
    private @Nullable String name;

    @Option(names = "--all")
    private boolean all;

    @Override
    public Integer call() {
        if (all && name != null) {
            throw new MachineException("--all and --name exclude each other");
        }
        var wanted = name == null ? UpCommand.DEFAULT_NAME : name;
        var running = LocalClusters.names();
        var chosen = all ? running : running.stream().filter(wanted::equals).toList();
        if (chosen.isEmpty()) {
            System.out.println(all ? "Nothing runs." : Absence.of(wanted));
        }
        var console = Console.standard(false);
        for (var one : chosen) {
            console.phase("Stopped " + one, () -> {
                LocalClusters.end(one);
                return one;
            });
        }
        return 0;
    }
}
