package dev.larder.local.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import dev.larder.local.origin.OriginRequest.Kind;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A real Azure client against the emulator behind the counting proxy. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoopbackOriginTest {
    private static final int SIZE = 3_000_000;

    private LoopbackOrigin origin;
    private BlobContainerClient direct;
    private BlobContainerClient counted;
    private final byte[] data = new byte[SIZE];

    @BeforeAll
    void start() {
        origin = LoopbackOrigin.start();
        new Random(7).nextBytes(data);
        direct = container(origin.directConnectionString());
        counted = container(origin.connectionString());
        direct.create();
        direct.getBlobClient("a b/ü+1.bin").upload(BinaryData.fromBytes(data));
    }

    @AfterAll
    void stop() {
        origin.close();
    }

    @BeforeEach
    @AfterEach
    void heal() {
        origin.probe().heal();
    }

    private static BlobContainerClient container(String connectionString) {
        return new BlobServiceClientBuilder()
                .connectionString(connectionString)
                .retryOptions(new RequestRetryOptions(RetryPolicyType.FIXED, 1, 5, null, null, null))
                .buildClient()
                .getBlobContainerClient("train");
    }

    private byte[] read() {
        return counted.getBlobClient("a b/ü+1.bin").downloadContent().toBytes();
    }

    @Test
    void countsWhatGoesThroughAndNothingElse() {
        var before = origin.probe().counts();
        assertThat(read()).isEqualTo(data);
        direct.getBlobClient("a b/ü+1.bin").downloadContent();
        var counts = origin.probe().counts().minus(before);
        assertThat(counts.requests()).isEqualTo(1);
        assertThat(counts.requests(Kind.GET_BLOB)).isEqualTo(1);
        assertThat(counts.getBytes()).isEqualTo(SIZE);
        assertThat(counts.getBytes("train/a b/ü+1.bin")).isEqualTo(SIZE);
        assertThat(counts.byStatus()).containsEntry(200, 1L);
        assertThat(counts.recent())
                .singleElement()
                .extracting(OriginRequest::blob)
                .isEqualTo("train/a b/ü+1.bin");
    }

    @Test
    void uploadsAndListingsPassThrough() {
        var before = origin.probe().counts();
        counted.getBlobClient("uploaded").upload(BinaryData.fromBytes(data), true);
        assertThat(counted.listBlobs()).extracting("name").contains("uploaded", "a b/ü+1.bin");
        assertThat(direct.getBlobClient("uploaded").downloadContent().toBytes()).isEqualTo(data);
        var counts = origin.probe().counts().minus(before);
        assertThat(counts.requests(Kind.WRITE)).isPositive();
        assertThat(counts.requests(Kind.LIST)).isEqualTo(1);
        assertThat(counts.getBytes()).isZero();
    }

    @Test
    void answersServerBusyAsOftenAsAsked() {
        origin.probe().inject(Faults.none().busyNext(1));
        assertThatThrownBy(this::read).isInstanceOfSatisfying(BlobStorageException.class, e -> {
            assertThat(e.getStatusCode()).isEqualTo(503);
            assertThat(e.getErrorCode().toString()).isEqualTo("ServerBusy");
        });
        assertThat(read()).isEqualTo(data);
    }

    @Test
    void delaysTheFirstByteAndLimitsTheRate() {
        origin.probe().inject(Faults.none().delay(Duration.ofMillis(300)));
        assertThat(timed()).isGreaterThan(Duration.ofMillis(300));
        origin.probe().inject(Faults.none().bytesPerSecond(SIZE * 2));
        assertThat(timed()).isBetween(Duration.ofMillis(450), Duration.ofSeconds(3));
    }

    @Test
    void faultsCanBeLimitedToSomeBlobs() {
        origin.probe().inject(Faults.none().busyNext(1).onPathsWith("other"));
        assertThat(read()).isEqualTo(data);
    }

    @Test
    void cutsAnAnswerAfterSoManyBytes() {
        origin.probe().inject(Faults.none().cutAfter(1_000_000, 1));
        var before = origin.probe().counts();
        // The client notices and reads the rest from where it was cut.
        assertThat(read()).isEqualTo(data);
        var counts = origin.probe().counts().minus(before);
        assertThat(counts.requests(Kind.GET_BLOB)).isEqualTo(2);
        assertThat(counts.getBytes()).isEqualTo(SIZE);
    }

    @Test
    void hangsUntilTheClientGivesUp() {
        origin.probe().inject(Faults.none().hangNext(1));
        var blob = counted.getBlobClient("a b/ü+1.bin");
        assertThatThrownBy(() -> blob.getPropertiesWithResponse(null, Duration.ofMillis(500), null))
                .isInstanceOf(RuntimeException.class);
        assertThat(read()).isEqualTo(data);
    }

    @Test
    void repliesBusyAboveTheRequestRate() {
        origin.probe().inject(Faults.none().busyAbove(20));
        var before = origin.probe().counts();
        int busy = 0;
        for (int i = 0; i < 60; i++) {
            try {
                counted.getBlobClient("a b/ü+1.bin").getProperties();
            } catch (BlobStorageException e) {
                busy++;
            }
        }
        assertThat(busy).isPositive();
        assertThat(origin.probe().counts().minus(before).byStatus())
                .containsEntry(503, (long) busy)
                .containsKey(200);
    }

    private Duration timed() {
        long start = System.nanoTime();
        read();
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
