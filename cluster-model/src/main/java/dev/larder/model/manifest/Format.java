package dev.larder.model.manifest;

/**
 * The bytes of a manifest, version 1. Integers of fixed length are big endian; varints have 7 bits per byte, low first;
 * texts are a varint length and UTF-8.
 *
 * <pre>
 * manifest = MAGIC(8) account container block* index trailer
 * block    = count(2) walkLength(4) textLength(4) walk text crc(4)      crc: CRC32C of all before it in the block
 * walk     = (hashHigh(8) hashLow(8) size(varint))*                     all that ownership needs
 * text     = (shared(varint) rest(text) flags(1) etag lastModified created? md5? headers? metadata?)*
 * index    = (offset(8) firstOrdinal(8))*                               one per block
 * trailer  = indexOffset(8) blocks(8) entries(8) totalBytes(8) crc(4) MAGIC(8)   crc: of index and trailer before it
 * </pre>
 *
 * A block's first path shares nothing, so a search compares first paths without decoding other blocks. The hash of a
 * blob is stored, not computed when walked: SHA-256 of a hundred million paths would take a core half a minute.
 */
final class Format {
    static final long MAGIC = 0x4c61726465724d31L; // LarderM1
    static final int BLOCK_HEADER = 10;
    static final int BLOCK_CRC = 4;
    static final int INDEX_ENTRY = 16;
    static final int TRAILER = 44;
    /** A block is closed at this many entries or bytes of text, whichever comes first. */
    static final int BLOCK_ENTRIES = 64;

    static final int BLOCK_TEXT = 16 << 10;
    /** No valid block is longer: one entry beyond a nearly full block, of maximal path, ETag, headers and metadata. */
    static final int MAX_BLOCK = 256 << 10;

    static final int MAX_NAMES = 1024;

    private Format() {}

    /** Which optional parts of an entry follow. */
    static final class Flag {
        static final int CREATED = 1;
        static final int MD5 = 2;
        static final int HEADERS = 4;
        /** Content type and the other headers (not metadata) equal those of the entry before in this block. */
        static final int SAME_HEADERS = 8;

        static final int METADATA = 16;
        /** The ETag is 0x and hexadecimal digits, as Azure's are: stored as the difference from the last such one. */
        static final int HEX_ETAG = 32;

        static final int ALL = 63;

        private Flag() {}
    }
}
