package dev.larder.local.binaries;

import dev.larder.local.machine.Command;
import dev.larder.local.machine.MachineException;
import java.util.Map;
import java.util.regex.Pattern;

/** The Go compiler of this machine. */
final class Go {
    private static final int MINOR = 26;
    private static final Pattern VERSION = Pattern.compile("go1\\.(\\d+)");
    private static final String ADVICE = "Go 1." + MINOR
            + " or newer is needed once, to build the cluster's programs: install it (https://go.dev/doc/install)"
            + " and put its bin directory on PATH.";

    /** User settings that would change what is built. */
    static final Map<String, String> ENVIRONMENT =
            Map.of("CGO_ENABLED", "0", "GOFLAGS", "-buildvcs=false", "GOWORK", "off");

    private Go() {}

    /** @throws MachineException with what to do when Go is missing or too old */
    static void check() {
        String said;
        try {
            said = Command.of("go", "version").run();
        } catch (MachineException missing) {
            throw new MachineException(ADVICE + " (" + missing.getMessage() + ")", missing);
        }
        if (!newEnough(said)) {
            throw new MachineException(ADVICE + " This is " + said.strip() + ".");
        }
    }

    static boolean newEnough(String said) {
        var version = VERSION.matcher(said);
        // Development versions have no number; whoever uses one knows what they do.
        return !version.find() || Integer.parseInt(version.group(1)) >= MINOR;
    }
}
