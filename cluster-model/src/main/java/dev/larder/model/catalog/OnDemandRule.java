package dev.larder.model.catalog;

import dev.larder.model.blob.BlobRef;

/**
 * How the blobs of some containers are kept that no Dataset lists.
 *
 * @param container a name in which {@code *} stands for any characters
 * @param revalidateSeconds under {@link Policy#REVALIDATE}: for how long a version is served without asking the origin
 *     whether it still is the newest, from 1
 * @param recheckAccessSeconds for how long a client's credential that the origin accepted for a blob is taken for good,
 *     from 1 to 3,600
 */
public record OnDemandRule(
        String account, String container, Policy policy, int revalidateSeconds, int recheckAccessSeconds) {
    public static final int MAX_REVALIDATE_SECONDS = 24 * 3600;
    public static final int MAX_RECHECK_SECONDS = 3600;
    private static final int MAX_CONTAINER = 63;

    /** When the origin is asked for the version of a blob. */
    public enum Policy {
        /** Nothing is kept: the origin answers every read. */
        OFF,
        /** Blobs do not change: once. */
        IMMUTABLE,
        /** Again after a time. */
        REVALIDATE,
        /** With every read. */
        STRICT
    }

    public OnDemandRule {
        BlobRef.requireAccount(account);
        if (container.isEmpty() || container.length() > MAX_CONTAINER) {
            throw new IllegalArgumentException("container must have 1 to " + MAX_CONTAINER + " characters");
        }
        requireSeconds("revalidateSeconds", revalidateSeconds, MAX_REVALIDATE_SECONDS);
        requireSeconds("recheckAccessSeconds", recheckAccessSeconds, MAX_RECHECK_SECONDS);
    }

    private static void requireSeconds(String what, int seconds, int most) {
        if (seconds < 1 || seconds > most) {
            throw new IllegalArgumentException(what + " must be 1 to " + most + ", not " + seconds);
        }
    }

    boolean covers(String ofAccount, String name) {
        return account.equals(ofAccount) && matches(name);
    }

    /** Going back to the last star only is enough: it may take whatever an earlier one could. */
    private boolean matches(String name) {
        int at = 0;
        int star = -1;
        int resume = 0;
        int i = 0;
        while (i < name.length()) {
            if (at < container.length() && container.charAt(at) == '*') {
                star = at++;
                resume = i;
            } else if (at < container.length() && container.charAt(at) == name.charAt(i)) {
                at++;
                i++;
            } else if (star >= 0) {
                at = star + 1;
                i = ++resume;
            } else {
                return false;
            }
        }
        while (at < container.length() && container.charAt(at) == '*') {
            at++;
        }
        return at == container.length();
    }
}
