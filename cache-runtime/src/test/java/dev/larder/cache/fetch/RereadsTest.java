package dev.larder.cache.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.blob.ChunkId;
import org.junit.jupiter.api.Test;

class RereadsTest {

    private static final int CHUNK = 4 << 20;
    private static final int FIT = 10;

    private final Rereads rereads = new Rereads((long) FIT * CHUNK);
    private int next;

    @Test
    void atFirstItPays() {
        assertThat(rereads.pay()).isTrue();
        readNew(100);
        assertThat(rereads.pay()).isTrue();
    }

    @Test
    void notAnyMoreWhenNobodyHasComeAgainForLong() {
        readNew(200);
        assertThat(rereads.pay()).isFalse();
    }

    @Test
    void aReaderBehindAnotherShowsThatItDoes() {
        readNew(200);
        int reads = 0;
        while (!rereads.pay() && reads < 100) {
            // The second is two chunks behind.
            readNew(1);
            read(next - 3);
            reads++;
        }
        assertThat(reads).isBetween(5, 30);
    }

    @Test
    void whatIsFoundInMemoryDoesToo() {
        readNew(200);
        for (int i = 0; i < 20; i++) {
            rereads.found();
        }
        assertThat(rereads.pay()).isTrue();
    }

    @Test
    void whatWouldHaveLeftMemoryLongAgoDoesNot() {
        readNew(200);
        for (int i = 0; i < 100; i++) {
            readNew(1);
            read(next - 2 - FIT);
        }
        assertThat(rereads.pay()).isFalse();
    }

    private void readNew(int count) {
        for (int i = 0; i < count; i++) {
            read(next++);
        }
    }

    private void read(int chunk) {
        ChunkId id = new ChunkId(7, chunk);
        rereads.missed(id);
        rereads.notKept(id, CHUNK);
    }
}
