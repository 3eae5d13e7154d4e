package dev.larder.local.network;

import dev.larder.local.machine.Command;
import dev.larder.local.machine.Daemon;
import dev.larder.local.machine.MachineException;
import dev.larder.local.machine.ProcessId;
import dev.larder.local.machine.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Linux namespaces that live as long as their first process. All processes in them end with it, and the mounts and
 * links in them vanish then: that is what makes a power cut, and the end of a cluster, complete.
 *
 * @param init the first process inside, as the machine numbers it
 */
public record Namespace(ProcessId init) {
    private static final Duration BIRTH = Duration.ofSeconds(20);

    /**
     * The namespaces that were made by {@code outer}, an {@code unshare --fork}.
     *
     * @throws MachineException when it does not start
     */
    public static Namespace of(Daemon outer) {
        Wait.until(
                BIRTH,
                () -> child(outer).isPresent() || !outer.alive(),
                () -> outer.name() + " does not start:\n" + outer.lastWords());
        return new Namespace(child(outer)
                .orElseThrow(() -> new MachineException(outer.name() + " ended at once:\n" + outer.lastWords())));
    }

    private static Optional<ProcessId> child(Daemon outer) {
        return ProcessHandle.of(outer.process().pid()).stream()
                .flatMap(ProcessHandle::children)
                .findFirst()
                .flatMap(process -> ProcessId.of(process.pid()));
    }

    public boolean alive() {
        return init.alive();
    }

    /** What to put before a command to run it in this network, among these processes, with this machine's files. */
    public List<String> joinNetwork() {
        return List.of("nsenter", "--target", Long.toString(init.pid()), "--net", "--pid", "--");
    }

    /** What to put before a command to run it as if on that node. */
    public List<String> joinAll() {
        return List.of("nsenter", "--target", Long.toString(init.pid()), "--net", "--pid", "--mount", "--uts", "--");
    }

    /** A command in this network. */
    public Command network(String... line) {
        var command = new ArrayList<>(List.of("nsenter", "--target", Long.toString(init.pid()), "--net", "--"));
        command.addAll(List.of(line));
        return Command.of(command);
    }
}
