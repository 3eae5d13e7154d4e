package dev.larder.bench.simulate;

import dev.larder.bench.simulate.Scenario.Fan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys of a scenario file, with their units. Errors name the key and the form that it should have. */
final class Keys {
    private static final Pattern QUANTITY = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) *([A-Za-z]*)");

    private static final Pattern OF_LEVEL = Pattern.compile("([A-Za-z0-9]+) *: *([0-9]+(?:\\.[0-9]+)?) *([A-Za-z]*)");
    private static final String TIME = "a time such as 10ms or 30s";
    private static final String RATE = "a rate such as 25Gbit or 500MB (per second)";

    private final Properties given;
    private final Set<String> known = new HashSet<>();

    Keys(Properties given) {
        this.given = given;
    }

    String text(String key, String otherwise) {
        known.add(key);
        return given.getProperty(key, otherwise).strip();
    }

    int whole(String key, int otherwise) {
        try {
            return Integer.parseInt(text(key, Integer.toString(otherwise)).replace("_", ""));
        } catch (NumberFormatException e) {
            throw wrong(key, "a whole number such as 5000", e);
        }
    }

    double number(String key, double otherwise) {
        try {
            return Double.parseDouble(text(key, Double.toString(otherwise)));
        } catch (NumberFormatException e) {
            throw wrong(key, "a number such as 0.05", e);
        }
    }

    double seconds(String key, double otherwise) {
        return quantity(key, String.format(java.util.Locale.ROOT, "%.9fs", otherwise), TIME, Keys::time);
    }

    private static double time(String unit) {
        return switch (unit) {
            case "us" -> 1e-6;
            case "ms" -> 1e-3;
            case "s" -> 1;
            case "min" -> 60;
            default -> 0;
        };
    }

    double bytes(String key, String otherwise) {
        return quantity(key, otherwise, "a size such as 64MiB or 1TB", unit -> switch (unit) {
            case "B" -> 1;
            case "MB" -> 1e6;
            case "GB" -> 1e9;
            case "TB" -> 1e12;
            case "MiB" -> 0x1p20;
            case "GiB" -> 0x1p30;
            case "TiB" -> 0x1p40;
            default -> 0;
        });
    }

    /** Bytes per second. */
    double rate(String key, String otherwise) {
        return quantity(key, otherwise, RATE, Keys::perSecond);
    }

    /** A rate; infinite if the key is not given. */
    double limit(String key) {
        known.add(key);
        return given.containsKey(key) ? rate(key, "") : Double.POSITIVE_INFINITY;
    }

    private static double perSecond(String unit) {
        return switch (unit) {
            case "Mbit" -> 1e6 / 8;
            case "Gbit" -> 1e9 / 8;
            case "Tbit" -> 1e12 / 8;
            case "MB" -> 1e6;
            case "GB" -> 1e9;
            case "TB" -> 1e12;
            default -> 0;
        };
    }

    /** Bytes per second of each level that has one. */
    List<Links.Of> ratesByLevel(String key) {
        return byLevel(key, "levels with rates, such as Rack:800Gbit, Pool:10Tbit", Keys::perSecond);
    }

    /** Seconds of each level that has some. */
    List<Links.Of> secondsByLevel(String key) {
        return byLevel(key, "levels with times, such as Zone:2ms, Cell:200us", Keys::time);
    }

    private List<Links.Of> byLevel(String key, String expected, Unit unit) {
        List<Links.Of> amounts = new ArrayList<>();
        String text = text(key, "");
        for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            Matcher matcher = OF_LEVEL.matcher(part.strip());
            double factor = matcher.matches() ? unit.factor(matcher.group(3)) : 0;
            if (factor == 0) {
                throw wrong(key, expected, null);
            }
            amounts.add(new Links.Of(matcher.group(1), Double.parseDouble(matcher.group(2)) * factor));
        }
        return amounts;
    }

    List<Fan> levels(String key, String otherwise) {
        List<Fan> levels = new ArrayList<>();
        for (String level : text(key, otherwise).split(",", -1)) {
            Matcher matcher =
                    Pattern.compile("\\s*([A-Za-z0-9]+):([0-9]{1,7})\\s*").matcher(level);
            if (!matcher.matches()) {
                throw wrong(key, "levels with domains in each, such as Zone:3, Pool:10", null);
            }
            levels.add(new Fan(matcher.group(1), Integer.parseInt(matcher.group(2))));
        }
        return levels;
    }

    void requireAllKnown() {
        for (String key : given.stringPropertyNames()) {
            if (!known.contains(key)) {
                throw new IllegalArgumentException("unknown key " + key + "; one of "
                        + String.join(", ", known.stream().sorted().toList()));
            }
        }
    }

    private interface Unit {
        /** Zero if there is no such unit. */
        double factor(String unit);
    }

    private double quantity(String key, String otherwise, String expected, Unit unit) {
        Matcher matcher = QUANTITY.matcher(text(key, otherwise));
        double factor = matcher.matches() ? unit.factor(matcher.group(2)) : 0;
        if (factor == 0) {
            throw wrong(key, expected, null);
        }
        return Double.parseDouble(matcher.group(1)) * factor;
    }

    private IllegalArgumentException wrong(
            String key, String expected, @org.jspecify.annotations.Nullable Exception cause) {
        return new IllegalArgumentException(key + " = " + given.getProperty(key) + " is not " + expected, cause);
    }
}
