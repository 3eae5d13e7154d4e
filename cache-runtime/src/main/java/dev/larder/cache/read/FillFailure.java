package dev.larder.cache.read;

/**
 * Why a chunk could not be had.
 *
 * @param message for a person: what was asked of whom, and the answer
 */
public record FillFailure(Reason reason, String message) {

    /** The wire code is part of the peer protocol: codes are never reused. */
    public enum Reason {
        ORIGIN_UNREACHABLE(1),
        ORIGIN_DENIED(2),
        ORIGIN_NOT_FOUND(3),
        ORIGIN_THROTTLED(4),
        /** The origin has another version of the blob than the manifest names. */
        SOURCE_CHANGED(5),
        /** Only what is held was asked for, and it is not. */
        NOT_HELD(6),
        /** Over a limit; worth trying again. */
        BUSY(7),
        TOO_MANY_HOPS(8),
        /** What arrived did not match its checksum. */
        CORRUPT(9),
        CANCELLED(10),
        NO_SPACE(11),
        PEER_UNREACHABLE(12),
        /** The peer does not know the revision (yet). */
        UNKNOWN_REVISION(13),
        /** The node is closing. */
        CLOSING(14),
        /** The peer sends far less than others do, and others have it too. */
        PEER_SLOW(15),
        /** The node has room, but the Dataset takes what it may there. */
        OVER_QUOTA(16);

        private final int code;

        Reason(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }

        /** A code of a newer node reads as unreachable, which makes the reader look elsewhere. */
        public static Reason ofCode(int code) {
            for (Reason reason : values()) {
                if (reason.code == code) {
                    return reason;
                }
            }
            return PEER_UNREACHABLE;
        }

        /** The origin itself answered so; asking it again from another node would get the same answer. */
        public boolean isFinal() {
            return switch (this) {
                case ORIGIN_DENIED, ORIGIN_NOT_FOUND, SOURCE_CHANGED -> true;
                case ORIGIN_UNREACHABLE,
                        ORIGIN_THROTTLED,
                        NOT_HELD,
                        BUSY,
                        TOO_MANY_HOPS,
                        CORRUPT,
                        CANCELLED,
                        NO_SPACE,
                        OVER_QUOTA,
                        PEER_UNREACHABLE,
                        UNKNOWN_REVISION,
                        CLOSING,
                        PEER_SLOW -> false;
            };
        }
    }
}
