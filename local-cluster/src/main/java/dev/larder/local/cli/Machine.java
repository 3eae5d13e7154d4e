package dev.larder.local.cli;

import dev.larder.local.LocalClusters;

/** What this machine can do, as far as it decides which tests can run. */
record Machine(boolean linux, boolean root, boolean docker) {

    static Machine here() {
        return new Machine(
                System.getProperty("os.name").equals("Linux"),
                System.getProperty("user.name").equals("root"),
                LocalClusters.k3s().usable());
    }
}
