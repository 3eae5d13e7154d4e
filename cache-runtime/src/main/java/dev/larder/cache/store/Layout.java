package dev.larder.cache.store;

/**
 * Where things are in a segment file: a header of 512 bytes, records, and in a sealed segment a {@link Footer}.
 *
 * <p>A record is a header of 64 bytes at a multiple of 64, then the chunk's bytes. Long ones begin at the next page, so
 * that they are sent and punched out in whole pages; short ones follow at once, so that small files are not padded to
 * pages. Both follow from position and length alone, and so does where the next record begins.
 *
 * <p>Chunks of several blocks have their {@link BlockSums} right before the data, where the padding has room for them. Nobody
 * depends on that: files of older versions have zeros there, and older versions do not look.
 */
final class Layout {

    static final int FORMAT = 1;
    static final int SEGMENT_HEADER = 512;
    static final int RECORD_HEADER = 64;
    static final int PAGE = 4096;

    /** From this length on, data begins at a page. */
    static final int PAGED_FROM = 64 << 10;

    /** What a segment takes besides its records: its header, the fixed parts of its footer, its last page. */
    static final int SEGMENT_CHARGE = SEGMENT_HEADER + Footer.FIXED_BYTES + PAGE;

    private Layout() {}

    static long data(long at, int length) {
        long afterHeader = at + RECORD_HEADER;
        return length < PAGED_FROM ? afterHeader : up(afterHeader, PAGE);
    }

    /** Bytes right before the data that hold the sums of its blocks; 0 if there is but one, or no room. */
    static int sums(long at, int length) {
        int bytes = BlockSums.encodedBytes(length);
        return length > BlockSums.BLOCK && data(at, length) - at - RECORD_HEADER >= bytes ? bytes : 0;
    }

    static long next(long at, int length) {
        return up(data(at, length) + length, RECORD_HEADER);
    }

    /** What a record at this position adds to its file, its share of the footer included. */
    static long charge(long at, int length) {
        return next(at, length) - at + Footer.ENTRY_BYTES + 1;
    }

    /** First byte of the whole pages that a record's data alone fills. */
    static long punchFrom(long at, int length) {
        return up(data(at, length), PAGE);
    }

    /** How many bytes of whole pages a record's data alone fills. */
    static long punchLength(long at, int length) {
        long end = (data(at, length) + length) / PAGE * PAGE;
        return Math.max(0, end - punchFrom(at, length));
    }

    /** A record's position as the index keeps it; reaches 128 GiB. */
    static int unit(long at) {
        return Math.toIntExact(at / RECORD_HEADER);
    }

    static long at(int unit) {
        return (long) unit * RECORD_HEADER;
    }

    static long up(long value, int multiple) {
        return (value + multiple - 1) / multiple * multiple;
    }
}
