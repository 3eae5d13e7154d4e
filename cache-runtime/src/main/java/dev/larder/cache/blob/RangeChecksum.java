package dev.larder.cache.blob;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;

/** Whether a read asks for a checksum of its range ({@code x-ms-range-get-content-md5}, {@code -crc64}). */
sealed interface RangeChecksum {

    /** The service's limit: the checksum is in the head, so the bytes must be gathered before the first is sent. */
    int MOST_BYTES = 4 << 20;

    AsciiString MD5_HEADER = AsciiString.cached("x-ms-range-get-content-md5");
    AsciiString CRC64_HEADER = AsciiString.cached("x-ms-range-get-content-crc64");

    enum Kind {
        MD5,
        CRC64
    }

    record None() implements RangeChecksum {}

    record Wanted(Kind kind, ByteSpan.Part part) implements RangeChecksum {}

    record Refused(Refusal refusal) implements RangeChecksum {}

    static RangeChecksum of(HttpHeaders headers, ByteSpan span) {
        boolean md5 = "true".equalsIgnoreCase(headers.get(MD5_HEADER));
        boolean crc64 = "true".equalsIgnoreCase(headers.get(CRC64_HEADER));
        if (!md5 && !crc64) {
            return new None();
        }
        if (md5 && crc64) {
            return refused("x-ms-range-get-content-md5 and x-ms-range-get-content-crc64 exclude each other.");
        }
        return switch (span) {
            case ByteSpan.Part part when part.length() <= MOST_BYTES -> new Wanted(md5 ? Kind.MD5 : Kind.CRC64, part);
            case ByteSpan.Part part ->
                refused("A range whose checksum is asked for has at most " + MOST_BYTES + " bytes; this one has "
                        + part.length() + ".");
            case ByteSpan.Whole whole -> refused("The checksum of a range needs a Range or x-ms-range header.");
            // Answered as a range that is out of bounds, like any other.
            case ByteSpan.Unsatisfiable unsatisfiable -> new None();
        };
    }

    private static RangeChecksum refused(String message) {
        return new Refused(AzureError.INVALID_HEADER_VALUE.because(message));
    }
}
