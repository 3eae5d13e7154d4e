package dev.larder.cache.store;

/**
 * The CRC32C of a whole from those of its parts, so that each byte is summed once: blocks are verified as they arrive,
 * and the chunk's own sum follows from theirs. crc(AB) = crc(A) * x^(8 |B|) + crc(B), polynomials over GF(2) modulo the
 * Castagnoli polynomial.
 */
final class Crc32cParts {

    /** Bits reversed: the highest bit is the coefficient of x^0. */
    private static final int CASTAGNOLI = 0x82F63B78;

    private static final int ONE = 1 << 31;

    private Crc32cParts() {}

    /** @param shift by the second's length, as {@link #shift} tells it */
    static int combine(int first, int second, int shift) {
        return multiply(shift, first) ^ second;
    }

    /** x^(8 * bytes): takes some microseconds. */
    static int shift(int bytes) {
        int result = ONE;
        int square = ONE >>> 8;
        for (int rest = bytes; rest != 0; rest >>>= 1) {
            if ((rest & 1) != 0) {
                result = multiply(square, result);
            }
            square = multiply(square, square);
        }
        return result;
    }

    private static int multiply(int left, int right) {
        int product = 0;
        int term = right;
        for (int bit = 31; bit >= 0; bit--) {
            if ((left >>> bit & 1) != 0) {
                product ^= term;
            }
            term = (term & 1) != 0 ? term >>> 1 ^ CASTAGNOLI : term >>> 1;
        }
        return product;
    }
}
