package dev.larder.cache.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class QuestionsTest {

    private final Questions<String> questions = new Questions<>();
    private final List<CompletableFuture<Said>> sent = new ArrayList<>();

    private CompletableFuture<Said> ask(String key, boolean anew) {
        return questions.ask(key, anew, () -> {
            var answer = new CompletableFuture<Said>();
            sent.add(answer);
            return answer;
        });
    }

    private static Said said(int which) {
        return new Said.Refused(which);
    }

    @Test
    void whoAsksTheSameSharesTheAnswer() {
        var first = ask("a", false);
        var second = ask("a", false);
        var other = ask("b", false);
        assertThat(sent).hasSize(2);
        sent.getFirst().complete(said(1));
        assertThat(first).isCompletedWithValue(said(1));
        assertThat(second).isCompletedWithValue(said(1));
        assertThat(other).isNotDone();
        ask("a", false);
        assertThat(sent).hasSize(3);
    }

    @Test
    void whoMustKnowHowThingsAreNowWaitsForAQuestionThatIsNotSentYet() {
        var first = ask("a", true);
        var second = ask("a", true);
        var third = ask("a", true);
        assertThat(sent).hasSize(1);
        sent.getFirst().complete(said(1));
        assertThat(first).isCompletedWithValue(said(1));
        assertThat(second).isNotDone();
        assertThat(sent).hasSize(2);
        var fourth = ask("a", true);
        sent.get(1).complete(said(2));
        assertThat(second).isCompletedWithValue(said(2));
        assertThat(third).isCompletedWithValue(said(2));
        assertThat(fourth).isNotDone();
        sent.get(2).complete(said(3));
        assertThat(fourth).isCompletedWithValue(said(3));
        assertThat(questions.size()).isZero();
    }

    @Test
    void whatBreaksIsAnAnswerTooAndTheNextIsAsked() {
        var first = questions.ask("a", true, () -> {
            throw new IllegalStateException("closed");
        });
        assertThat(first.join()).isInstanceOf(Said.Unknown.class);
        var second = ask("a", true);
        var third = ask("a", true);
        sent.getFirst().completeExceptionally(new IllegalStateException("broken"));
        assertThat(second.join()).isInstanceOf(Said.Unknown.class);
        sent.get(1).complete(said(1));
        assertThat(third).isCompletedWithValue(said(1));
        assertThat(questions.size()).isZero();
    }
}
