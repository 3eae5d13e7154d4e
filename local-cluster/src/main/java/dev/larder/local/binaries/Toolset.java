package dev.larder.local.binaries;

import dev.larder.local.machine.Recipe;
import java.util.ArrayList;
import java.util.List;

/** Programs that are built together from one Go module. */
public enum Toolset {
    KUBERNETES(
            "1.36.3",
            "about 8 minutes on 2 cores",
            "",
            "-X k8s.io/component-base/version.gitVersion=v1.36.3 -X k8s.io/component-base/version.gitMajor=1"
                    + " -X k8s.io/component-base/version.gitMinor=36",
            List.of(
                    "k8s.io/kubernetes/cmd/kube-apiserver",
                    "k8s.io/kubernetes/cmd/kube-controller-manager",
                    "k8s.io/kubernetes/cmd/kube-scheduler",
                    "k8s.io/kubernetes/cmd/kubectl",
                    "k8s.io/kubernetes/cmd/kubelet",
                    "k8s.io/kubernetes/cmd/kube-proxy")),
    ETCD("3.7.3", "about 1 minute", "", "", List.of("go.etcd.io/etcd/server/v3")),
    CONTAINERD(
            "2.2.9",
            "about 1 minute",
            "no_btrfs no_devmapper no_zfs urfave_cli_no_docs",
            "-X github.com/containerd/containerd/v2/version.Version=v2.2.9",
            List.of(
                    "github.com/containerd/containerd/v2/cmd/containerd",
                    "github.com/containerd/containerd/v2/cmd/containerd-shim-runc-v2",
                    "github.com/containerd/containerd/v2/cmd/ctr")),
    COREDNS("1.14.6", "about 1 minute", "", "", List.of("github.com/coredns/coredns")),
    KWOK("0.8.0", "about 1 minute", "", "", List.of("sigs.k8s.io/kwok/cmd/kwok")),
    /** Holds a pod's namespaces; also the first process of a bare node. */
    PAUSE("1", "a second", "", "", List.of("."));

    private final String version;
    private final String duration;
    private final String tags;
    private final String variables;
    private final List<String> packages;

    Toolset(String version, String duration, String tags, String variables, List<String> packages) {
        this.version = version;
        this.duration = duration;
        this.tags = tags;
        this.variables = variables;
        this.packages = packages;
    }

    /** Also the directory of its module file and, when it has one program only, that program's name. */
    String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    public String version() {
        return version;
    }

    /** How long a build with empty caches takes, for people. */
    String duration() {
        return duration;
    }

    /** Arguments of {@code go} that build the programs into {@code target}. */
    List<String> build(String target) {
        var line = new ArrayList<>(
                List.of("build", "-trimpath", "-v", "-tags", tags, "-ldflags", ("-s -w " + variables).strip()));
        // Some main packages are not named after their program, so a single one is named here.
        line.addAll(List.of("-o", packages.size() == 1 ? target + "/" + label() : target + "/"));
        line.addAll(packages);
        return List.copyOf(line);
    }

    Recipe recipe() {
        var files = this == PAUSE ? List.of("go.mod", "main.go") : List.of("go.mod", "go.sum");
        return new Recipe("/dev/larder/local/go/" + label(), files, String.join(" ", build("TARGET")));
    }
}
