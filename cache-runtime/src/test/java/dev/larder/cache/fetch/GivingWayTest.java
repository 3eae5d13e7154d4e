package dev.larder.cache.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GivingWayTest {

    @Test
    void onlyTheThreadThatSaysSoGivesWay() throws Exception {
        if (!Files.exists(Path.of("/proc/thread-self/stat"))) {
            return;
        }
        int before = nice();
        CompletableFuture<Integer> there = new CompletableFuture<>();
        Thread.ofPlatform().start(GivingWay.find().before(() -> {
            try {
                there.complete(nice());
            } catch (Exception e) {
                there.completeExceptionally(e);
            }
        }));
        assertThat(there.get(30, TimeUnit.SECONDS)).isEqualTo(Math.min(19, before + 10));
        assertThat(nice()).isEqualTo(before);
    }

    /** The 19th field of the thread's stat; the second, a name in brackets, may hold blanks. */
    private static int nice() throws Exception {
        String stat = Files.readString(Path.of("/proc/thread-self/stat"));
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16]);
    }
}
