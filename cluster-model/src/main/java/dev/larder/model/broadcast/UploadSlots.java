package dev.larder.model.broadcast;

/**
 * How many pieces a node sends at the same time. Whoever asks beyond that is refused at once and asks somebody else,
 * which is better than to wait: with 100,000 nodes someone else in the cell is idle.
 *
 * <p>Some slots are kept for requests from other cells. Such a request brings the piece to a whole cell, so it must not
 * wait behind mates that could have it from others.
 *
 * @param mates sent to nodes of the same cell at the same time, at most; at least 1
 * @param otherCells that may be sent to other cells in addition
 */
public record UploadSlots(int mates, int otherCells) {
    public UploadSlots {
        if (mates < 1 || otherCells < 0) {
            throw new IllegalArgumentException("upload slots: " + mates + " and " + otherCells);
        }
    }

    /** Whether one more is sent by a node that sends {@code active} now. */
    public boolean admit(int active, boolean toAnotherCell) {
        return active < mates + (toAnotherCell ? otherCells : 0);
    }
}
