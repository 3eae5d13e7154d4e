package dev.larder.cache.peer;

import dev.larder.cache.fetch.ExtentRef;
import dev.larder.cache.fetch.MateOffers;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A mate's question on the wire: which revision is in the path, the extents that it lacks are in a header, as pairs of
 * variable-length numbers in base64. With the most that may be asked for the header is less than 7 KiB.
 */
final class OfferPath {

    static final String OFFERS = "/v1/offers/";
    static final String LACKS = "larder-lacks";
    /** Index in the list of the extent that is offered. */
    static final String OFFER = "larder-offer";

    private static final int LONGEST_NUMBER = 9;

    private OfferPath() {}

    static String encode(List<ExtentRef> lacked) {
        ByteBuffer bytes = ByteBuffer.allocate(lacked.size() * 2 * LONGEST_NUMBER);
        for (ExtentRef extent : lacked) {
            put(bytes, extent.ordinal());
            put(bytes, extent.extent());
        }
        bytes.flip();
        byte[] exact = new byte[bytes.remaining()];
        bytes.get(exact);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(exact);
    }

    /** @throws IllegalArgumentException saying what is wrong */
    static List<ExtentRef> decode(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
        List<ExtentRef> lacked = new ArrayList<>();
        try {
            while (bytes.hasRemaining()) {
                if (lacked.size() == MateOffers.MOST) {
                    throw new IllegalArgumentException("at most " + MateOffers.MOST + " extents");
                }
                lacked.add(new ExtentRef(number(bytes), number(bytes)));
            }
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException(LACKS + " ends within an extent", e);
        }
        if (lacked.isEmpty()) {
            throw new IllegalArgumentException(LACKS + " must name an extent");
        }
        return lacked;
    }

    private static void put(ByteBuffer bytes, long number) {
        long rest = number;
        while (rest > 0x7f) {
            bytes.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        bytes.put((byte) rest);
    }

    private static long number(ByteBuffer bytes) {
        long number = 0;
        for (int i = 0; i < LONGEST_NUMBER; i++) {
            byte next = bytes.get();
            number |= (next & 0x7fL) << 7 * i;
            if (next >= 0) {
                return number;
            }
        }
        throw new IllegalArgumentException(LACKS + " has a number of more than " + LONGEST_NUMBER + " bytes");
    }
}
