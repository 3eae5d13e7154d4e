package dev.larder.local.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.local.origin.LoopbackOrigin;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UploadTest {
    @Test
    void theOriginThenHoldsTheTreeAndHasCountedNothing() {
        try (var origin = LoopbackOrigin.start()) {
            var tree = Tree.ofSizes("data", 0, 1, 5_000_000, 20_000_000);
            var progress = new AtomicLong();

            var upload = new Upload(origin, "sample");
            upload.put(tree, progress::set);

            assertThat(progress).hasValue(tree.bytes());
            assertThat(origin.probe().counts().requests()).isZero();
            assertThat(tree.leaves()).allSatisfy(leaf -> {
                var content = upload.container().getBlobClient(leaf.path()).downloadContent();
                assertThat(content.getLength()).isEqualTo(leaf.size());
                assertThat(content.toBytes()).isEqualTo(leaf.content().open().readAllBytes());
            });
        }
    }
}
