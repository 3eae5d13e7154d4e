package dev.larder.e2e.shape.broken.cache.first;

import dev.larder.e2e.shape.broken.cache.second.Second;
import dev.larder.e2e.shape.broken.crds.Plain;
import io.fabric8.kubernetes.client.KubernetesClient;

/** One half of a cycle; and the cache must know neither API types nor Kubernetes. */
public record First(Second next, Plain type, KubernetesClient client) {}
