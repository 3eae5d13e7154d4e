package dev.larder.operator.session;

/** Told when what a reconciler writes may have changed. Must be quick. */
public interface SessionListener {
    void clusterChanged(String namespace, String name);

    void datasetChanged(String namespace, String name);
}
