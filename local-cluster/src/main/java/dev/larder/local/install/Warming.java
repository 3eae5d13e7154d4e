package dev.larder.local.install;

import dev.larder.crds.dataset.Dataset;
import dev.larder.local.machine.MachineException;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Follows one Dataset until it is as someone wants it. */
public final class Warming {
    /** A watch may end at any time; after this long without news the Dataset is read again. */
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final KubernetesClient client;
    private final String namespace;
    private final String name;

    public Warming(KubernetesClient client, String namespace, String name) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
    }

    /**
     * Waits until the Dataset is warm.
     *
     * @param limit without any change of the warm bytes, not for the whole: that depends on the data
     */
    public DatasetState untilWarm(Duration limit, Consumer<DatasetState> news) {
        return until("is warm", DatasetState::warm, limit, news);
    }

    /**
     * Waits until {@code reached} holds.
     *
     * @param limit without any change of the warm bytes
     * @param what completes the sentence "the Dataset ...", for the error
     * @param news told every state that is seen, from the calling thread
     * @throws MachineException when the time is up; the message has the conditions, pods and their last words
     */
    public DatasetState until(
            String what, Predicate<DatasetState> reached, Duration limit, Consumer<DatasetState> news) {
        long end = System.nanoTime() + limit.toNanos();
        long warmed = -1;
        var changes = new LinkedBlockingQueue<Boolean>(1);
        try (var watch = watch(changes)) {
            while (true) {
                var state = read();
                news.accept(state);
                if (state.warmedBytes() != warmed) {
                    warmed = state.warmedBytes();
                    end = System.nanoTime() + limit.toNanos();
                }
                if (reached.test(state)) {
                    return state;
                }
                long left = end - System.nanoTime();
                if (left <= 0) {
                    throw new MachineException(
                            "The Dataset %s/%s has stood still for %d s before it %s. It says: %s%n%s"
                                    .formatted(namespace, name, limit.toSeconds(), what, state.why(), surroundings()));
                }
                changes.poll(Math.min(left, LOOK.toNanos()), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MachineException("interrupted while waiting for the Dataset " + name, e);
        }
    }

    private DatasetState read() {
        var dataset = client.resources(Dataset.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
        if (dataset == null) {
            throw new MachineException("There is no Dataset " + namespace + "/" + name);
        }
        return DatasetState.of(dataset);
    }

    private Watch watch(LinkedBlockingQueue<Boolean> changes) {
        return client.resources(Dataset.class)
                .inNamespace(namespace)
                .withName(name)
                .watch(new Watcher<>() {
                    @Override
                    public void eventReceived(Action action, Dataset dataset) {
                        // One waiting change is as good as many: the Dataset is read when it is taken.
                        changes.offer(true);
                    }

                    @Override
                    public void onClose(WatcherException cause) {
                        // What the watch would have told is then found by looking.
                    }
                });
    }

    private String surroundings() {
        try {
            return new Diagnosis(client).of(Larder.SYSTEM_NAMESPACE, Larder.CACHE_NAMESPACE);
        } catch (KubernetesClientException e) {
            return "  (and the API server does not answer: " + e.getMessage() + ")";
        }
    }
}
