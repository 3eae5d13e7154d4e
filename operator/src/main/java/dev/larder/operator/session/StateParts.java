package dev.larder.operator.session;

import dev.larder.model.MalformedException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * One of the things that are saved, in pieces that are small enough for one object each. There are two sets of pieces,
 * written in turn, and an index, written last, that says which set counts: whoever stops in between has spoilt only what
 * did not count.
 *
 * @param slot 0 or 1
 * @param sha256 of the whole, in hexadecimal digits
 */
record StateParts(String name, int slot, int parts, String sha256) {
    /** In base 64, with its metadata, an object stays below 64 KiB. */
    static final int PART_BYTES = 40_000;

    private static final int MOST = 1_000;

    static StateParts of(String name, int slot, byte[] whole) {
        return new StateParts(name, slot, Math.ceilDiv(whole.length, PART_BYTES), digest(whole));
    }

    static List<byte[]> cut(byte[] whole) {
        List<byte[]> pieces = new ArrayList<>();
        for (int from = 0; from < whole.length; from += PART_BYTES) {
            pieces.add(Arrays.copyOfRange(whole, from, Math.min(whole.length, from + PART_BYTES)));
        }
        return pieces;
    }

    /** What the object with that piece is called, after the cluster's own name. */
    String suffix(int part) {
        return name + "-" + (slot == 0 ? "a" : "b") + part;
    }

    boolean isOf(byte[] whole) {
        return sha256.equals(digest(whole));
    }

    /** One line of the index. */
    String line() {
        return name + " " + slot + " " + parts + " " + sha256;
    }

    static StateParts parse(String line) {
        String[] words = line.strip().split(" ", -1);
        try {
            int parts = Integer.parseInt(words[2]);
            if (words.length != 4 || parts < 0 || parts > MOST) {
                throw new MalformedException("an index says " + line);
            }
            return new StateParts(words[0], Integer.parseInt(words[1]) & 1, parts, words[3]);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new MalformedException("an index says " + line);
        }
    }

    static List<StateParts> index(String text) {
        return text.lines().map(StateParts::parse).toList();
    }

    private static String digest(byte[] whole) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(whole));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
