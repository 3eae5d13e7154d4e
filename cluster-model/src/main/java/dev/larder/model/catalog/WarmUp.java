package dev.larder.model.catalog;

/** When a Dataset's bytes are brought to their owners. */
public enum WarmUp {
    /** At once, all of them. */
    FULL,
    /** When somebody reads them. */
    ON_DEMAND
}
