package dev.larder.operator.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.larder.crds.cluster.CacheCluster;
import dev.larder.crds.cluster.CacheClusterSpec;
import dev.larder.crds.cluster.Network;
import dev.larder.crds.cluster.Origin;
import dev.larder.operator.nodes.PodRecord;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The pod of one cache node: no root, no capability, no token, nothing writable but its disk and /tmp. */
final class CachePod {
    static final long USER = 65532;
    private static final String CREDENTIALS = "/etc/larder/credentials";
    private static final String CERTIFICATE = "/etc/larder/tls";
    private static final long DRAIN_SECONDS = 20;

    private CachePod() {}

    static PodSpec spec(CacheCluster cluster, RuntimeDefaults defaults) {
        CacheClusterSpec spec = cluster.getSpec();
        boolean hostNetwork = spec.network().hostNetwork();
        return new PodSpecBuilder()
                .withServiceAccountName(
                        Names.serviceAccount(cluster.getMetadata().getName()))
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withHostNetwork(hostNetwork ? true : null)
                .withDnsPolicy(hostNetwork ? "ClusterFirstWithHostNet" : "ClusterFirst")
                .withPriorityClassName(spec.runtime().priorityClassName())
                .withTolerations(spec.nodes().tolerations())
                .withTerminationGracePeriodSeconds(DRAIN_SECONDS)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(USER)
                .withRunAsGroup(USER)
                .withFsGroup(USER)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                // Memory is the pod's own from the beginning.
                .withInitContainers(spec.storage().memory() == null ? List.of(prepareDisk(spec, defaults)) : List.of())
                .withContainers(cacheNode(cluster, defaults))
                .withVolumes(volumes(spec))
                .build();
    }

    /** Of the whole pod, but for where it is scheduled. The same for equal pods in every process. */
    static String hash(PodSpec pod) {
        try {
            byte[] json = Serialization.jsonMapper()
                    .writer(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .writeValueAsBytes(pod);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(json);
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a pod is always JSON", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Makes the workload identity webhook project a token for Azure into the pod. */
    static Map<String, String> identityLabels(CacheCluster cluster) {
        return Identity.clientId(cluster).isPresent() ? Map.of("azure.workload.identity/use", "true") : Map.of();
    }

    /**
     * A directory that the kubelet creates on the host belongs to root, so the cache node could not write to it. This
     * container is root for a moment, with the right to change owners and no other, and gives the directory away.
     */
    private static Container prepareDisk(CacheClusterSpec spec, RuntimeDefaults defaults) {
        return new ContainerBuilder()
                .withName("prepare-disk")
                .withImage(image(spec, defaults))
                .withImagePullPolicy(spec.runtime().imagePullPolicy().text())
                .withArgs(
                        "--prepare-store",
                        NodeDisks.of(spec).stream().map(NodeDisks.Mounted::path).collect(Collectors.joining(",")),
                        "--owner",
                        Long.toString(USER))
                .withResources(resources(spec))
                .withNewSecurityContext()
                .withRunAsNonRoot(false)
                .withRunAsUser(0L)
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .withAdd("CHOWN")
                .endCapabilities()
                .endSecurityContext()
                .withVolumeMounts(writable(spec))
                .build();
    }

    private static Container cacheNode(CacheCluster cluster, RuntimeDefaults defaults) {
        CacheClusterSpec spec = cluster.getSpec();
        return new ContainerBuilder()
                .withName("cache")
                .withImage(image(spec, defaults))
                .withImagePullPolicy(spec.runtime().imagePullPolicy().text())
                .withArgs(arguments(spec))
                .withEnv(env(cluster, defaults))
                .withPorts(ports(spec))
                .withResources(JvmMemory.with(resources(spec), NodeDisks.memoryBytes(spec)))
                .withStartupProbe(probe("/livez", 1, 600))
                .withLivenessProbe(probe("/livez", 10, 6))
                .withReadinessProbe(probe("/readyz", 2, 3))
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .withVolumeMounts(mounts(spec))
                .build();
    }

    private static String image(CacheClusterSpec spec, RuntimeDefaults defaults) {
        String image = spec.runtime().image();
        return image == null ? defaults.image() : image;
    }

    private static ResourceRequirements resources(CacheClusterSpec spec) {
        ResourceRequirements resources = spec.runtime().resources();
        return resources == null ? JvmMemory.DEFAULT_RESOURCES : resources;
    }

    private static List<EnvVar> env(CacheCluster cluster, RuntimeDefaults defaults) {
        CacheClusterSpec spec = cluster.getSpec();
        List<EnvVar> env = new ArrayList<>();
        env.add(new EnvVarBuilder()
                .withName("LARDER_NODE")
                .withNewValueFrom()
                .withNewFieldRef("v1", "spec.nodeName")
                .endValueFrom()
                .build());
        env.add(value(
                "LARDER_CLUSTER",
                cluster.getMetadata().getNamespace() + "/"
                        + cluster.getMetadata().getName()));
        env.add(value("LARDER_FEED", defaults.feedUrl()));
        env.add(value(
                "LARDER_STORE",
                NodeDisks.of(spec).stream().map(NodeDisks.Mounted::option).collect(Collectors.joining(","))));
        env.add(value("LARDER_CREDENTIALS", CREDENTIALS));
        // Every JVM reads this variable by itself. What the user sets instead wins.
        if (spec.runtime().env().stream().noneMatch(e -> e.getName().equals("JAVA_TOOL_OPTIONS"))) {
            env.add(value(
                    "JAVA_TOOL_OPTIONS",
                    JvmMemory.options(resources(spec), spec.storage().memory() != null)));
        }
        env.addAll(spec.runtime().env());
        return env;
    }

    private static EnvVar value(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }

    private static List<String> arguments(CacheClusterSpec spec) {
        Network network = spec.network();
        List<String> arguments = new ArrayList<>(List.of(
                "--blob-port=" + network.blobPort(),
                "--peer-port=" + network.peerPort(),
                "--admin-port=" + network.adminPort()));
        if (network.tls() != null) {
            arguments.add("--tls-port=" + network.tls().port());
            arguments.add("--tls-certificate=" + CERTIFICATE);
        }
        if (spec.runtime().accessLog()) {
            arguments.add("--access-log");
        }
        return arguments;
    }

    private static List<ContainerPort> ports(CacheClusterSpec spec) {
        Network network = spec.network();
        boolean hostNetwork = network.hostNetwork();
        List<ContainerPort> ports = new ArrayList<>();
        // Clients find the cache at their own node's address. In the host's network the API server fills this in.
        ports.add(port("blob", network.blobPort(), hostNetwork ? null : network.blobPort()));
        ports.add(port(PodRecord.PEER, network.peerPort(), null));
        ports.add(port("admin", network.adminPort(), null));
        if (network.tls() != null) {
            int tls = network.tls().port();
            ports.add(port("blob-tls", tls, hostNetwork ? null : Integer.valueOf(tls)));
        }
        return ports;
    }

    private static ContainerPort port(String name, int port, @org.jspecify.annotations.Nullable Integer hostPort) {
        return new ContainerPortBuilder()
                .withName(name)
                .withContainerPort(port)
                .withHostPort(hostPort)
                .withProtocol("TCP")
                .build();
    }

    private static Probe probe(String path, int periodSeconds, int failures) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath(path)
                .withNewPort("admin")
                .endHttpGet()
                .withPeriodSeconds(periodSeconds)
                .withTimeoutSeconds(3)
                .withFailureThreshold(failures)
                .build();
    }

    private static List<Volume> volumes(CacheClusterSpec spec) {
        List<Volume> volumes = new ArrayList<>();
        for (NodeDisks.Mounted disk : NodeDisks.of(spec)) {
            volumes.add(disk.asVolume());
        }
        volumes.add(new VolumeBuilder()
                .withName("tmp")
                .withNewEmptyDir()
                .withSizeLimit(new Quantity("256Mi"))
                .endEmptyDir()
                .build());
        for (Origin origin : spec.origins()) {
            if (origin.credential().secretRef() != null) {
                volumes.add(new VolumeBuilder()
                        .withName("credential-" + origin.account())
                        .withNewSecret()
                        .withSecretName(origin.credential().secretRef().name())
                        .withDefaultMode(0440)
                        // A missing Secret must not keep the pod, and with it all other accounts, from starting.
                        .withOptional(true)
                        .endSecret()
                        .build());
            }
        }
        if (spec.network().tls() != null) {
            volumes.add(new VolumeBuilder()
                    .withName("tls")
                    .withNewSecret()
                    .withSecretName(spec.network().tls().secretRef().name())
                    .withDefaultMode(0440)
                    // It comes into the pod when it is there; plain HTTP does not wait for it.
                    .withOptional(true)
                    .endSecret()
                    .build());
        }
        return volumes;
    }

    private static List<VolumeMount> mounts(CacheClusterSpec spec) {
        List<VolumeMount> mounts = writable(spec);
        for (Origin origin : spec.origins()) {
            if (origin.credential().secretRef() != null) {
                mounts.add(mount("credential-" + origin.account(), CREDENTIALS + "/" + origin.account(), true));
            }
        }
        if (spec.network().tls() != null) {
            mounts.add(mount("tls", CERTIFICATE, true));
        }
        return mounts;
    }

    private static List<VolumeMount> writable(CacheClusterSpec spec) {
        List<VolumeMount> mounts = new ArrayList<>();
        NodeDisks.of(spec).forEach(disk -> mounts.add(mount(disk.volume(), disk.path(), false)));
        mounts.add(mount("tmp", "/tmp", false));
        return mounts;
    }

    private static VolumeMount mount(String name, String path, boolean readOnly) {
        return new VolumeMountBuilder()
                .withName(name)
                .withMountPath(path)
                .withReadOnly(readOnly ? true : null)
                .build();
    }
}
