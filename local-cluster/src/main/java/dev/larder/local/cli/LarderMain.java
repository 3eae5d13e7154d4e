package dev.larder.local.cli;

import dev.larder.local.machine.MachineException;
import java.util.Arrays;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What {@code ./larder} hands over to. Exit codes: 0 done, 1 did not work, 2 misused, 130 stopped by Ctrl-C. */
@Command(
        name = "larder",
        subcommands = {UpCommand.class, DownCommand.class, StatusCommand.class, TestCommand.class})
public final class LarderMain {
    private LarderMain() {}

    public static void main(String[] arguments) {
        // Libraries tell much that is of no use to the reader of a terminal.
        Logger.getLogger("").setLevel(Arrays.asList(arguments).contains("--verbose") ? Level.INFO : Level.SEVERE);
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new LarderMain())
                .setParameterExceptionHandler((misuse, given) -> {
                    var command = misuse.getCommandLine().getCommandName();
                    System.err.printf("%s%nSee ./larder %s --help%n", misuse.getMessage(), command);
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((failure, command, given) -> {
                    if (failure instanceof MachineException known) {
                        System.err.println(known.getMessage());
                    } else {
                        failure.printStackTrace();
                    }
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }
}
