package dev.larder.model.broadcast;

/**
 * Which piece a node gives a mate that says what it lacks. Any that it has will do, and a random one is best: then mates
 * hold different pieces and nearly always have something for each other. Sets of pieces are bits of long words, of as
 * many words for every node, so that one array may hold the sets of many.
 */
public final class PieceChoice {
    private PieceChoice() {}

    /**
     * The first piece from {@code start} on, in a circle, that the giver holds and the asker lacks.
     *
     * @param heldAt index of the first word of the giver's set
     * @param lackedAt index of the first word of the asker's set
     * @param words of each set, at least 1
     * @param start a random number from 0 to {@code 64 * words - 1}
     * @return -1 if the giver has nothing for the asker
     */
    public static int choose(long[] held, int heldAt, long[] lacked, int lackedAt, int words, int start) {
        int word = start >>> 6;
        long useful = held[heldAt + word] & lacked[lackedAt + word] & -1L << start;
        for (int left = words; useful == 0; left--) {
            if (left == 0) {
                return -1;
            }
            word = word + 1 == words ? 0 : word + 1;
            useful = held[heldAt + word] & lacked[lackedAt + word];
        }
        return (word << 6) + Long.numberOfTrailingZeros(useful);
    }
}
