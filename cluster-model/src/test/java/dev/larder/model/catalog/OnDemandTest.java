package dev.larder.model.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.larder.model.catalog.OnDemandRule.Policy;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnDemandTest {

    private static OnDemandRule rule(String container, Policy policy) {
        return new OnDemandRule("contoso", container, policy, 60, 300);
    }

    @ParameterizedTest
    @CsvSource({
        "*, train, true",
        "train, train, true",
        "train, train2, false",
        "train, trai, false",
        "train*, train, true",
        "train*, training, true",
        "*-raw, a-raw-raw, true",
        "*-raw, a-raw-ra, false",
        "a*b*c, axxbxxbxc, true",
        "a*b*c, axxbxxbx, false",
        "**, x, true",
        "$root, $root, true"
    })
    void aStarIsAnything(String pattern, String container, boolean covered) {
        assertThat(rule(pattern, Policy.STRICT).covers("contoso", container)).isEqualTo(covered);
        assertThat(rule(pattern, Policy.STRICT).covers("fabrikam", container)).isFalse();
    }

    @Test
    void theFirstRuleThatFitsCounts() {
        var pool = new OnDemand(
                1 << 20,
                "Zone",
                List.of(rule("secret", Policy.OFF), rule("s*", Policy.STRICT), rule("*", Policy.IMMUTABLE)));
        assertThat(pool.isOn()).isTrue();
        assertThat(pool.rule("contoso", "secret")).isEmpty();
        assertThat(pool.rule("contoso", "scratch")).map(OnDemandRule::policy).contains(Policy.STRICT);
        assertThat(pool.rule("contoso", "train")).map(OnDemandRule::policy).contains(Policy.IMMUTABLE);
        assertThat(pool.rule("fabrikam", "train")).isEmpty();
        assertThat(OnDemand.OFF.rule("contoso", "train")).isEmpty();
        assertThat(new OnDemand(1 << 20, "Zone", List.of(rule("x*", Policy.OFF))).isOn())
                .isFalse();
    }

    @Test
    void boundsAreKept() {
        assertThatIllegalArgumentException().isThrownBy(() -> rule("", Policy.STRICT));
        assertThatIllegalArgumentException().isThrownBy(() -> new OnDemandRule("contoso", "*", Policy.STRICT, 0, 300));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OnDemandRule("contoso", "*", Policy.STRICT, 60, 3601));
        assertThatIllegalArgumentException().isThrownBy(() -> new OnDemand(3, "Zone", List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OnDemand(1 << 20, "Zone", Collections.nCopies(65, rule("x", Policy.STRICT))));
    }

    @Test
    void aPolicyOfANewerOperatorKeepsNothing() {
        var wire = OnDemandWire.write(new OnDemand(1 << 20, "Zone", List.of(rule("x", Policy.STRICT))));
        var newer = wire.toBuilder()
                .setRules(0, wire.getRules(0).toBuilder().setPolicyValue(99))
                .build();
        assertThat(OnDemandWire.read(newer).isOn()).isFalse();
    }
}
