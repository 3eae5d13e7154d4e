package dev.larder.local.cli;

import dev.larder.local.LocalClusters;
import dev.larder.local.bare.BareCluster;
import dev.larder.local.machine.Progress;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./larder status}. */
@Command(name = "status")
final class StatusCommand implements Callable<Integer> {
    @Option(names = "--name", paramLabel = "NAME")
    private String name = UpCommand.DEFAULT_NAME;

    @Option(names = "--json")
    private boolean json;

    @Override
    public Integer call() {
        if (!LocalClusters.names().contains(name)) {
            System.err.println(Absence.of(name));
            return 1;
        }
        try (var cluster = BareCluster.attach(name, Progress.silent())) {
            var status = StatusReader.read(cluster);
            System.out.print(json ? Serialization.asJson(status) + "\n" : StatusText.of(status));
        }
        return 0;
    }
}
