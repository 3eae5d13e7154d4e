package dev.larder.crds.size;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written as Kubernetes writes quantities: {@code 4Mi}, {@code 1.5Ti}, {@code 500G}, {@code 4096}.
 *
 * @param bytes zero or more
 */
public record DataSize(long bytes) implements Comparable<DataSize> {
    /** What {@link #parse} accepts; the schema of the custom resources uses the same expression. */
    public static final String PATTERN = "^(0|[1-9][0-9]{0,17})([.][0-9]{1,3})?(Ki|Mi|Gi|Ti|Pi|k|M|G|T|P)?$";

    private static final String RULE = "self.matches('" + PATTERN + "') && isQuantity(self)";
    private static final String UP_TO_1PI = " && quantity(self).compareTo(quantity('1Pi')) <= 0";

    /** The rule of a field that is a size from 1 MiB to 1 PiB. */
    public static final String FROM_1MI = RULE + " && quantity(self).compareTo(quantity('1Mi')) >= 0" + UP_TO_1PI;

    /** The rule of a field that is a size from 64 KiB to 1 PiB. */
    public static final String FROM_64KI = RULE + " && quantity(self).compareTo(quantity('64Ki')) >= 0" + UP_TO_1PI;

    private static final Pattern SYNTAX = Pattern.compile(PATTERN);
    private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    public DataSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is not negative: " + bytes);
        }
    }

    /**
     * Reads a quantity. A fraction that is not a whole number of bytes is rounded up.
     *
     * @throws IllegalArgumentException if {@code text} is no size or exceeds 2^63-1 bytes; the message shows what is
     *     expected
     */
    public static DataSize parse(String text) {
        Matcher syntax = SYNTAX.matcher(text);
        if (!syntax.matches()) {
            throw notASize(text);
        }
        String suffix = syntax.group(3);
        String number = suffix == null ? text : text.substring(0, text.length() - suffix.length());
        try {
            return new DataSize(new BigDecimal(number)
                    .multiply(BigDecimal.valueOf(unit(suffix == null ? "" : suffix)))
                    .setScale(0, java.math.RoundingMode.CEILING)
                    .longValueExact());
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is more than 8Ei bytes", e);
        }
    }

    private static long unit(String suffix) {
        return switch (suffix) {
            case "" -> 1;
            case "k" -> 1_000L;
            case "M" -> 1_000_000L;
            case "G" -> 1_000_000_000L;
            case "T" -> 1_000_000_000_000L;
            case "P" -> 1_000_000_000_000_000L;
            case "Ki" -> 1L << 10;
            case "Mi" -> 1L << 20;
            case "Gi" -> 1L << 30;
            case "Ti" -> 1L << 40;
            case "Pi" -> 1L << 50;
            default -> throw notASize(suffix);
        };
    }

    private static IllegalArgumentException notASize(String text) {
        return new IllegalArgumentException(
                "'" + text + "' is no size: expected a number with Ki, Mi, Gi, Ti, Pi or k, M, G, T, P, such as 4Mi");
    }

    /** For people: three significant digits and a binary unit, such as {@code 256 MiB} or {@code 1.25 TiB}. */
    public String display() {
        int unit = 0;
        double value = bytes;
        // 999.5 would print as four digits.
        while (value >= 999.5 && unit < BINARY.length - 1) {
            value /= 1024;
            unit++;
        }
        if (unit == 0) {
            return bytes + " B";
        }
        int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
        String number = String.format(Locale.ROOT, "%." + decimals + "f", value);
        if (decimals > 0) {
            number = number.replaceAll("0+$", "").replaceAll("[.]$", "");
        }
        return number + " " + BINARY[unit];
    }

    @Override
    public int compareTo(DataSize other) {
        return Long.compare(bytes, other.bytes);
    }

    @Override
    public String toString() {
        return display();
    }
}
