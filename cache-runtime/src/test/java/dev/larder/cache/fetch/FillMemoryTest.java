package dev.larder.cache.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.fetch.FillMemory.Rank;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FillMemoryTest {

    private final FillMemory memory = new FillMemory(100);
    private final List<String> granted = new ArrayList<>();

    private FillMemory.Request want(String who, int bytes, Rank rank) {
        return memory.acquire(bytes, rank, () -> granted.add(who));
    }

    @Test
    void urgentGoesFirstWhenTheBudgetIsShort() {
        want("first", 100, Rank.FOREGROUND);
        want("warm-up", 50, Rank.WARM_UP);
        want("peer", 50, Rank.PEER);
        want("client", 50, Rank.FOREGROUND);

        memory.release(100);

        assertThat(granted).containsExactly("first", "client", "peer");
        memory.release(100);
        assertThat(granted).endsWith("warm-up");
    }

    @Test
    void warmUpLeavesRoomForClients() {
        want("a", 70, Rank.WARM_UP);
        want("b", 20, Rank.WARM_UP);
        want("client", 20, Rank.FOREGROUND);

        assertThat(granted).containsExactly("a", "client");
    }

    @Test
    void raisedWishOvertakes() {
        want("first", 100, Rank.FOREGROUND);
        want("other", 60, Rank.PEER);
        FillMemory.Request raised = want("raised", 60, Rank.WARM_UP);
        raised.raise(Rank.FOREGROUND);

        memory.release(100);

        assertThat(granted).containsExactly("first", "raised");
    }

    @Test
    void withdrawnWishIsNeverGranted() {
        want("first", 100, Rank.FOREGROUND);
        FillMemory.Request withdrawn = want("withdrawn", 10, Rank.PEER);

        assertThat(withdrawn.withdraw()).isTrue();
        memory.release(100);

        assertThat(granted).containsExactly("first");
        assertThat(memory.used()).isZero();
    }

    @Test
    void oneChunkLargerThanTheBudgetStillGoesThrough() {
        want("large", 1_000, Rank.WARM_UP);

        assertThat(granted).containsExactly("large");
    }
}
