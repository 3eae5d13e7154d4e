package dev.larder.operator.source;

import java.util.ArrayList;
import java.util.List;

/**
 * A path pattern: {@code ?} is one character and {@code *} any run of them within a directory; {@code **} crosses
 * directories, and <code>**&#47;</code> may also be nothing. Matches the whole path, in time proportional to the product
 * of both lengths whatever the pattern, since patterns come from users.
 */
final class Glob {
    private static final int ANY_PATH = -1;
    private static final int ANY_NAME = -2;
    private static final int ONE = -3;
    /** Zero or more whole directories, each with its slash. */
    private static final int DIRECTORIES = -4;

    private final int[] tokens;

    private Glob(int[] tokens) {
        this.tokens = tokens;
    }

    static Glob parse(String pattern) {
        List<Integer> tokens = new ArrayList<>();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            boolean two = pattern.startsWith("**", i);
            if (two && pattern.startsWith("**/", i) && (i == 0 || pattern.charAt(i - 1) == '/')) {
                tokens.add(DIRECTORIES);
                i += 2;
            } else if (two) {
                tokens.add(ANY_PATH);
                i += 1;
            } else {
                tokens.add(c == '*' ? ANY_NAME : c == '?' ? ONE : c);
            }
        }
        return new Glob(tokens.stream().mapToInt(Integer::intValue).toArray());
    }

    boolean matches(String path) {
        // reach[t]: the first t tokens match what has been read; one step per character, as a small automaton.
        boolean[] reach = new boolean[tokens.length + 1];
        reach[0] = true;
        skipEmpty(reach, true);
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean[] next = new boolean[reach.length];
            for (int t = 0; t < tokens.length; t++) {
                if (reach[t]) {
                    step(tokens[t], c, t, next);
                }
            }
            // Whole directories end at a slash only.
            skipEmpty(next, c == '/');
            reach = next;
        }
        return reach[tokens.length];
    }

    private static void step(int token, char c, int t, boolean[] next) {
        switch (token) {
            case ANY_PATH, DIRECTORIES -> next[t] = true;
            case ANY_NAME -> next[t] |= c != '/';
            case ONE -> next[t + 1] |= c != '/';
            default -> next[t + 1] |= c == token;
        }
    }

    private void skipEmpty(boolean[] reach, boolean atDirectory) {
        for (int t = 0; t < tokens.length; t++) {
            boolean empty = tokens[t] == ANY_PATH || tokens[t] == ANY_NAME || (tokens[t] == DIRECTORIES && atDirectory);
            if (reach[t] && empty) {
                reach[t + 1] = true;
            }
        }
    }
}
