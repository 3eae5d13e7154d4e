package dev.larder.cache.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.larder.cache.fetch.ExtentRef;
import dev.larder.cache.fetch.MateOffers;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OfferPathTest {

    @Test
    void whatIsAskedComesBack() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 200; round++) {
            List<ExtentRef> asked = new ArrayList<>();
            for (int i = random.nextInt(MateOffers.MOST); i >= 0; i--) {
                asked.add(new ExtentRef(
                        random.nextLong() >>> 1 + random.nextInt(63), random.nextLong() >>> 1 + random.nextInt(63)));
            }
            assertThat(OfferPath.decode(OfferPath.encode(asked))).isEqualTo(asked);
        }
    }

    @Test
    void theLongestQuestionFitsTheHeadersOfOneRequest() {
        var longest = Collections.nCopies(MateOffers.MOST, new ExtentRef(Long.MAX_VALUE, Long.MAX_VALUE));
        assertThat(OfferPath.encode(longest)).hasSizeLessThan(7_000);
    }

    @Test
    void moreThanMayBeAskedIsRefused() {
        var many = Collections.nCopies(MateOffers.MOST + 1, new ExtentRef(1, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OfferPath.decode(OfferPath.encode(many)))
                .withMessageContaining("at most 256");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AQ", "gICAgICAgICAgICAgA", "AYA", "not base64!"})
    void nonsenseIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> OfferPath.decode(text));
    }

    @Test
    void anythingIsEitherUnderstoodOrRefused() {
        SplittableRandom random = new SplittableRandom(9);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            List<ExtentRef> read;
            try {
                read = OfferPath.decode(text);
            } catch (IllegalArgumentException refused) {
                continue;
            }
            assertThat(read).isNotEmpty().allMatch(extent -> extent.ordinal() >= 0 && extent.extent() >= 0);
        }
    }
}
