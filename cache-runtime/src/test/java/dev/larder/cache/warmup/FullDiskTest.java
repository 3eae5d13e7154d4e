package dev.larder.cache.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import dev.larder.cache.store.Room;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FullDiskTest {

    private static final FillFailure FULL = new FillFailure(Reason.NO_SPACE, "full");

    private long now;
    private long room;
    private boolean ofQuota;
    private final FullDisk disk = new FullDisk(uid -> new Room(uid.equals("a") ? room : 1000, ofQuota), () -> now);

    @Test
    void noMoreIsFetchedThanThereIsRoomFor() {
        room = 100;
        FullDisk.Allowance allowance = disk.allowance("a");
        assertThat(allowance.take(60)).isTrue();
        assertThat(allowance.isLacking()).isFalse();
        assertThat(allowance.take(60)).isFalse();
        assertThat(allowance.isLacking()).isTrue();
        assertThat(allowance.take(40)).as("a smaller one").isTrue();
        assertThat(allowance.isRefused()).isFalse();
    }

    @Test
    void afterARefusalNothingIsFetchedUntilThereIsMoreRoom() {
        room = 100;
        FullDisk.Allowance first = disk.allowance("a");
        assertThat(first.take(60)).isTrue();
        first.ended(FULL);
        assertThat(first.isLacking()).isTrue();
        assertThat(first.take(10)).isFalse();
        assertThat(first.isRefused()).isTrue();
        assertThat(disk.allowance("a").take(60)).isFalse();
        assertThat(disk.allowance("b").take(60)).as("another Dataset").isTrue();
        room = 159;
        assertThat(disk.allowance("a").take(60)).isFalse();
        room = 160;
        FullDisk.Allowance grown = disk.allowance("a");
        assertThat(grown.take(60)).isTrue();
        grown.ended(null);
        room = 100;
        assertThat(disk.allowance("a").take(60))
                .as("what was refused is forgotten")
                .isTrue();
    }

    @Test
    void oneExtentIsTriedLaterAndLater() {
        room = 100;
        FullDisk.Allowance first = disk.allowance("a");
        first.take(60);
        first.ended(FULL);
        for (int minutes : new int[] {1, 2, 4, 8, 16, 16}) {
            now += Duration.ofMinutes(minutes).toNanos() - 1;
            assertThat(disk.allowance("a").take(60)).isFalse();
            now++;
            FullDisk.Allowance trial = disk.allowance("a");
            assertThat(trial.take(60)).as("after %d minutes", minutes).isTrue();
            assertThat(trial.take(1)).as("a second one").isFalse();
            trial.ended(FULL);
        }
        now += Duration.ofMinutes(16).toNanos();
        FullDisk.Allowance trial = disk.allowance("a");
        trial.take(60);
        trial.ended(null);
        FullDisk.Allowance fitted = disk.allowance("a");
        assertThat(fitted.take(60)).as("after it fitted").isTrue();
        assertThat(fitted.take(30)).as("and a second one").isTrue();
    }

    @Test
    void whatElseFailsIsNoLackOfRoom() {
        room = 100;
        FullDisk.Allowance allowance = disk.allowance("a");
        allowance.take(60);
        allowance.ended(new FillFailure(Reason.BUSY, "busy"));
        assertThat(allowance.isLacking()).isFalse();
        assertThat(disk.allowance("a").take(60)).isTrue();
    }

    @Test
    void peopleAreToldWhoseLimitItIs() {
        room = 3 << 20;
        assertThat(disk.allowance("a").why("n7"))
                .isEqualTo(new FillFailure(Reason.NO_SPACE, "node n7 has room for 3072 KiB more of it"));
        ofQuota = true;
        room = 30 << 20;
        assertThat(disk.allowance("a").why("n7"))
                .isEqualTo(new FillFailure(
                        Reason.OVER_QUOTA,
                        "node n7 has room for 30 MiB more of it within spec.retention.maxBytesPerNode"));
    }
}
