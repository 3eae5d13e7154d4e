package dev.larder.local.cli;

import dev.larder.local.machine.Command;
import dev.larder.local.machine.MachineException;
import java.time.Duration;

/** What this machine can do, as far as it decides which tests can run. */
record Machine(boolean linux, boolean root, boolean docker) {

    static Machine here() {
        return new Machine(
                System.getProperty("os.name").equals("Linux"),
                System.getProperty("user.name").equals("root"),
                dockerPulls());
    }

    /** Docker without a registry is of no use: the image of k3s has to come from one. */
    private static boolean dockerPulls() {
        try {
            return Command.of("docker", "info")
                            .within(Duration.ofSeconds(10))
                            .attempt()
                            .ok()
                    && Command.of("docker", "manifest", "inspect", "rancher/k3s:v1.33.4-k3s1")
                            .within(Duration.ofSeconds(20))
                            .attempt()
                            .ok();
        } catch (MachineException noDocker) {
            return false;
        }
    }
}
