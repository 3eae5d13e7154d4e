package dev.larder.model.manifest;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * One pattern without alternatives, matched as a nondeterministic automaton: all places in the pattern that the path read
 * so far may have led to are followed at once, so no pattern makes it backtrack.
 */
final class Glob {
    private static final int MAX_LENGTH = 1024;
    private static final int MAX_ALTERNATIVES = 64;

    private final List<Token> tokens;

    private Glob(List<Token> tokens) {
        this.tokens = tokens;
    }

    private sealed interface Token {
        /** One code point of the class {@code ranges} (from, to, from, to ...), or not of it. */
        record One(int[] ranges, boolean not) implements Token {
            boolean accepts(int c) {
                boolean in = false;
                for (int i = 0; i < ranges.length; i += 2) {
                    in |= c >= ranges[i] && c <= ranges[i + 1];
                }
                return in != not && (c != '/' || !not && ranges[0] == '/');
            }
        }

        /** Any number of characters that are not slashes. */
        record Star() implements Token {}

        /** Any number of segments, each with its slash. */
        record Segments() implements Token {}

        /** Everything that is left, at least one character. */
        record Rest() implements Token {}
    }

    /** One glob per combination of the pattern's alternatives. */
    static List<Glob> parse(String pattern) {
        if (pattern.isEmpty() || pattern.length() > MAX_LENGTH) {
            throw bad(pattern, "must have 1 to " + MAX_LENGTH + " characters");
        }
        List<String> plain = List.of("");
        int from = 0;
        for (int open = unescaped(pattern, '{', 0); open >= 0; open = unescaped(pattern, '{', from)) {
            int close = unescaped(pattern, '}', open);
            if (close < 0) {
                throw bad(pattern, "has { without }");
            }
            List<String> next = new ArrayList<>();
            for (String choice : split(pattern.substring(open + 1, close))) {
                for (String before : plain) {
                    next.add(before + pattern.substring(from, open) + choice);
                }
            }
            if (next.size() > MAX_ALTERNATIVES) {
                throw bad(pattern, "has more than " + MAX_ALTERNATIVES + " combinations of alternatives");
            }
            plain = next;
            from = close + 1;
        }
        String rest = pattern.substring(from);
        return plain.stream().map(p -> new Glob(tokens(pattern, p + rest))).toList();
    }

    private static int unescaped(String text, char wanted, int from) {
        boolean inClass = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (inClass) {
                inClass = c != ']';
            } else if (c == '[') {
                inClass = true;
            } else if (c == wanted && i >= from) {
                return i;
            }
        }
        return -1;
    }

    private static List<String> split(String choices) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int comma = unescaped(choices, ',', 0); comma >= 0; comma = unescaped(choices, ',', from)) {
            parts.add(choices.substring(from, comma));
            from = comma + 1;
        }
        parts.add(choices.substring(from));
        return parts;
    }

    private static List<Token> tokens(String pattern, String text) {
        List<Token> tokens = new ArrayList<>();
        int[] in = text.codePoints().toArray();
        for (int i = 0; i < in.length; i++) {
            switch (in[i]) {
                case '*' -> {
                    if (i + 1 < in.length && in[i + 1] == '*') {
                        boolean alone = (i == 0 || in[i - 1] == '/') && (i + 2 == in.length || in[i + 2] == '/');
                        if (!alone) {
                            throw bad(pattern, "has ** that does not stand alone between slashes");
                        }
                        tokens.add(i + 2 == in.length ? new Token.Rest() : new Token.Segments());
                        i += 2;
                    } else {
                        tokens.add(new Token.Star());
                    }
                }
                case '?' -> tokens.add(new Token.One(new int[] {'/', '/'}, true));
                case '[' -> i = charClass(pattern, in, i, tokens);
                case '\\' -> {
                    if (++i == in.length) {
                        throw bad(pattern, "ends with a backslash");
                    }
                    tokens.add(new Token.One(new int[] {in[i], in[i]}, false));
                }
                default -> tokens.add(new Token.One(new int[] {in[i], in[i]}, false));
            }
        }
        return List.copyOf(tokens);
    }

    /** Reads a class that opens at {@code open}; returns where it closes. */
    private static int charClass(String pattern, int[] in, int open, List<Token> tokens) {
        int i = open + 1;
        boolean not = i < in.length && in[i] == '!';
        i += not ? 1 : 0;
        List<Integer> ranges = new ArrayList<>();
        for (; i < in.length && in[i] != ']'; i++) {
            i += in[i] == '\\' && i + 1 < in.length ? 1 : 0;
            int low = in[i];
            int high = low;
            if (i + 2 < in.length && in[i + 1] == '-' && in[i + 2] != ']') {
                i += 2;
                high = in[i];
            }
            if (high < low || low == '/') {
                throw bad(pattern, "has a character class with a slash or a backward range");
            }
            ranges.add(low);
            ranges.add(high);
        }
        if (i == in.length || ranges.isEmpty()) {
            throw bad(pattern, "has [ without ], or an empty class");
        }
        tokens.add(new Token.One(ranges.stream().mapToInt(r -> r).toArray(), not));
        return i;
    }

    boolean matches(String path) {
        BitSet now = new BitSet(tokens.size() + 1);
        BitSet next = new BitSet(tokens.size() + 1);
        arrive(now, 0);
        for (int i = 0; i < path.length() && !now.isEmpty(); ) {
            int c = path.codePointAt(i);
            i += Character.charCount(c);
            next.clear();
            for (int at = now.nextSetBit(0); at >= 0 && at < tokens.size(); at = now.nextSetBit(at + 1)) {
                step(at, c, next);
            }
            BitSet read = now;
            now = next;
            next = read;
        }
        return now.get(tokens.size());
    }

    private void step(int at, int c, BitSet next) {
        switch (tokens.get(at)) {
            case Token.One one -> {
                if (one.accepts(c)) {
                    arrive(next, at + 1);
                }
            }
            case Token.Star unused -> {
                if (c != '/') {
                    arrive(next, at);
                }
            }
            case Token.Segments unused -> {
                next.set(at);
                if (c == '/') {
                    arrive(next, at + 1);
                }
            }
            case Token.Rest unused -> {
                next.set(at);
                next.set(at + 1);
            }
        }
    }

    /** Enters a place of the pattern, and what follows if that place may match nothing. */
    private void arrive(BitSet places, int at) {
        places.set(at);
        if (at < tokens.size() && (tokens.get(at) instanceof Token.Star || tokens.get(at) instanceof Token.Segments)) {
            arrive(places, at + 1);
        }
    }

    private static IllegalArgumentException bad(String pattern, String fault) {
        return new IllegalArgumentException("pattern \"" + pattern + "\" " + fault);
    }
}
