package dev.larder.cache.warmup;

/** Which extents of one Dataset this node keeps, by one cluster map. Not thread-safe: it reuses its working memory. */
public interface Share {

    /** @param extent hash of the extent, as {@link dev.larder.model.blob.BlobHash#extent} */
    boolean holds(long extent);

    /** It is this node that asks the origin for the extent, if it holds it. */
    boolean isRoot(long extent);
}
