package dev.larder.crds.size;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "4096, 4096",
        "4Mi, 4194304",
        "1.5Ki, 1536",
        "0.001Ki, 2",
        "500G, 500000000000",
        "2k, 2000",
        "1Pi, 1125899906842624"
    })
    void readsQuantities(String text, long bytes) {
        assertThat(DataSize.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1Mi", "4 Mi", "4MiB", "4m", "1e3", "01Ki", "1.Ki", "99999999999999999Pi", "٤Mi"})
    void refusesTheRestAndShowsWhatIsExpected(String text) {
        assertThatThrownBy(() -> DataSize.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1023, 1 KiB",
        "1024, 1 KiB",
        "268435456, 256 MiB",
        "1374389534720, 1.25 TiB",
        "1073741823, 1 GiB",
        "10737418240, 10 GiB",
        "9223372036854775807, 8 EiB"
    })
    void showsThreeDigitsAndAUnit(long bytes, String text) {
        assertThat(new DataSize(bytes)).hasToString(text);
    }
}
