package dev.larder.model.placement;

import dev.larder.model.map.Seat;

/**
 * Every member's draw for an extent.
 *
 * <p><b>The draw.</b> A member's key is an exponential variate divided by its weight, independent of everybody else's: of any set of
 * members each has the least key with the probability of its share of weight. Rank 0 is the least key; ties go to the
 * lower position.
 *
 * <p><b>How the least is found quickly.</b> Think of each table of {@link Seat}s as a board at which {@link Darts} are thrown, at
 * random times and places: a Poisson process. The variate of a member is the time at which its place is first hit. All places are
 * hit independently, and the least variate of some members is the first dart that hits any of them, which comes after as many
 * darts as there are places for each of them: about four in a table that is a quarter full. After {@value Darts#COUNT} darts a
 * member that was not hit goes on by itself: its variate is the time of the last dart and an exponential variate of its own
 * ({@link OwnDraw}). That changes nothing, since what an exponential variate has still to come does not depend on how long it was
 * waited for. It gives a key to everyone at the same cost, and bounds the work where few of those that are looked for have places
 * in a table.
 *
 * <p>Time is counted in darts: {@value Seat#PLACES} of them are one unit of an exponential variate. The time after k darts is
 * the negative logarithm of a product of k uniform numbers, and darts are compared by that product, which spares most logarithms.
 * {@link StrictMath} and doubles are defined to the bit, so everybody finds the same.
 *
 * <p>Sources: an exponential race is the Gumbel-max trick by another name (Maddison, Tarlow and Minka, "A* Sampling", 2014, draw its
 * minimum from the top down); dividing by the weight is the logarithmic method of Schindelhauer and Schomaker (2005); a pseudo-random row
 * of places until one is taken by a node is Dong and Wang's DxHash (2021), here with weights, subsets and ranks.
 *
 * <p>Members are meant by their position in the arrays. Immutable, thread-safe; allocates nothing after construction.
 */
final class Draws {
    final Tables tables;
    private final long[] tableHash;
    private final long[] hash;
    private final int[] table;
    private final int[] place;
    private final double[] inverse;

    /**
     * @param tableHash of each table
     * @param hash of each member's name
     * @param table of each member
     * @param place of each member; where two have one place, which no map made here has, one only has its own draw
     * @param inverse of each member's weight
     */
    Draws(long[] tableHash, long[] hash, int[] table, int[] place, double[] inverse) {
        this.tableHash = tableHash;
        this.hash = hash;
        this.table = table;
        this.inverse = inverse;
        this.tables = new Tables(tableHash.length, hash, table, place);
        this.place = new int[place.length];
        for (int at = 0; at < place.length; at++) {
            this.place[at] = tables.at(table[at], place[at]) == at ? place[at] : -1;
        }
    }

    /** Whether one key comes before another. */
    static boolean precedes(double key, int at, double otherKey, int other) {
        return key < otherKey || (key == otherKey && at < other);
    }

    double key(long extent, int at) {
        long seed = seed(extent, table[at]);
        double left = 1;
        long dart = seed;
        for (int i = 0; i < Darts.COUNT; dart = Darts.after(seed, dart, ++i)) {
            left *= Darts.fraction(dart);
            if (Darts.place(dart) == place[at]) {
                return timed(left, at);
            }
        }
        return OwnDraw.key(-StrictMath.log(left), OwnDraw.uniform(number(extent, at)), inverse[at]);
    }

    /** Of the first dart at the table. */
    long seed(long extent, int t) {
        return Darts.first(extent, tableHash[t]);
    }

    int table(int at) {
        return table[at];
    }

    double inverse(int at) {
        return inverse[at];
    }

    /** Key of a member that is hit when so much is left of the product. */
    double timed(double left, int at) {
        return -StrictMath.log(left) * inverse[at];
    }

    /** See {@link OwnDraw#number}. */
    long number(long extent, int at) {
        return OwnDraw.number(extent, hash[at]);
    }

    /** Whether none of the first {@code i} darts at its table hits the member. */
    boolean isMissed(long seed, int i, int at) {
        return place[at] < 0 || Darts.misses(seed, i, place[at]);
    }

    boolean isMissed(long seed, int at) {
        return isMissed(seed, Darts.COUNT, at);
    }
}
