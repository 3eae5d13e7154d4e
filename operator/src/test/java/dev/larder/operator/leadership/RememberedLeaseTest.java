package dev.larder.operator.leadership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.operator.api.KeptObjects;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RememberedLeaseTest {
    private final RememberedLease mine = new RememberedLease("ns", "lease", "me");
    private final RememberedLease theirs = new RememberedLease("ns", "lease", "they");
    private KeptObjects api;

    @BeforeEach
    void start() throws IOException {
        api = new KeptObjects();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void aRenewalIsOneRequest() {
        assertThat(mine.get(api.client())).isNull();
        mine.create(api.client(), record("me", 0));
        for (int i = 1; i <= 5; i++) {
            assertThat(Objects.requireNonNull(mine.get(api.client())).getHolderIdentity())
                    .isEqualTo("me");
            mine.update(api.client(), record("me", i));
        }
        assertThat(api.requests()).isEqualTo(Map.of("GET", 1, "POST", 1, "PATCH", 5));
        assertThat(Objects.requireNonNull(theirs.get(api.client())).getRenewTime())
                .isEqualTo(record("me", 5).getRenewTime());
    }

    @Test
    void whoLostItIsToldAndLooksAgain() {
        mine.create(api.client(), record("me", 0));
        assertThat(theirs.get(api.client())).isNotNull();
        theirs.update(api.client(), record("they", 20));

        assertThatThrownBy(() -> mine.update(api.client(), record("me", 21)))
                .isInstanceOf(KubernetesClientException.class);
        assertThat(Objects.requireNonNull(mine.get(api.client())).getHolderIdentity())
                .isEqualTo("they");
    }

    @Test
    void whoGaveItBackRemembersNothing() {
        mine.create(api.client(), record("me", 0));
        mine.update(api.client(), record("", 1));
        theirs.get(api.client());
        theirs.update(api.client(), record("they", 2));
        assertThat(Objects.requireNonNull(mine.get(api.client())).getHolderIdentity())
                .isEqualTo("they");
    }

    private static LeaderElectionRecord record(String holder, int second) {
        ZonedDateTime time = ZonedDateTime.of(2026, 1, 1, 0, 0, second, 0, ZoneOffset.UTC);
        return new LeaderElectionRecord(holder, Duration.ofSeconds(10), time, time, 0);
    }
}
