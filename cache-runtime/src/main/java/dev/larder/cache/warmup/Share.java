package dev.larder.cache.warmup;

/** Which extents of one Dataset this node keeps, by one cluster map. Not thread-safe: it reuses its working memory. */
public interface Share {

    /** @param extent hash of the extent, as {@link dev.larder.model.blob.BlobHash#extent} */
    boolean holds(long extent);

    /** How the extent comes here, if this node holds it. */
    Way way(long extent);
}
