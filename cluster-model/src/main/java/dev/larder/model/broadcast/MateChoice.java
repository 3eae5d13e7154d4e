package dev.larder.model.broadcast;

import java.util.random.RandomGenerator;

/** Whom of its cell a node asks for what it lacks: random mates, each once, and after some of them it pauses. */
public final class MateChoice {
    /** Mates asked before a pause. */
    public static final int ASKS = 6;

    private MateChoice() {}

    /**
     * The next to ask; afterwards it stands among the first {@code asked + 1}, which have been asked.
     *
     * @param mates at least one more than have been asked; their order is changed
     * @param asked how many have been asked since the last pause
     */
    public static int next(int[] mates, int asked, RandomGenerator random) {
        int at = asked + random.nextInt(mates.length - asked);
        int mate = mates[at];
        mates[at] = mates[asked];
        mates[asked] = mate;
        return mate;
    }
}
