package dev.larder.cache.pool;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Questions to the origin: of those that are equal one is under way at a time, and all who ask share its answer. Whoever
 * must know how things are now waits for one that is not sent yet, since the answer of one that is may be from before;
 * so any number who ask at once cost two. Thread-safe; what asks is called without the lock, on a thread that asked or
 * answered.
 *
 * @param <K> what makes questions equal
 */
public final class Questions<K> {

    private final Map<K, Asked> asked = new HashMap<>();

    /** Completes with the answer. */
    public interface Question extends Supplier<CompletableFuture<Said>> {}

    private static final class Asked {
        private final CompletableFuture<Said> answer = new CompletableFuture<>();
        private @Nullable Waiting next;
    }

    private record Waiting(CompletableFuture<Said> answer, Question question) {}

    /** @param anew only an answer to a question that is sent from now on will do */
    public CompletableFuture<Said> ask(K key, boolean anew, Question question) {
        Asked mine;
        synchronized (asked) {
            var other = asked.get(key);
            if (other != null && !anew) {
                return other.answer;
            }
            if (other != null) {
                var next = other.next;
                if (next == null) {
                    next = new Waiting(new CompletableFuture<>(), question);
                    other.next = next;
                }
                return next.answer;
            }
            mine = new Asked();
            asked.put(key, mine);
        }
        send(key, mine, question);
        return mine.answer;
    }

    private void send(K key, Asked mine, Question question) {
        CompletableFuture<Said> sent;
        try {
            sent = question.get();
        } catch (RuntimeException closing) {
            sent = CompletableFuture.completedFuture(new Said.Unknown(closing.toString()));
        }
        sent.whenComplete((said, broken) -> {
            Waiting next;
            Asked following = null;
            synchronized (asked) {
                next = mine.next;
                if (next == null) {
                    asked.remove(key);
                } else {
                    following = new Asked();
                    asked.put(key, following);
                }
            }
            mine.answer.complete(said != null ? said : new Said.Unknown(String.valueOf(broken)));
            if (next != null && following != null) {
                following.answer.thenAccept(next.answer::complete);
                send(key, following, next.question);
            }
        });
    }

    /** Under way now. */
    public int size() {
        synchronized (asked) {
            return asked.size();
        }
    }
}
