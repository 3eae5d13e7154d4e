package dev.larder.bench.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.report.CellReport;
import java.util.List;
import org.junit.jupiter.api.Test;

class CellReportsTest {
    @Test
    void whatRelaysTellIsValidAndChanges() throws Exception {
        byte[] first = CellReports.of(List.of("a", "b", "c"), 1);
        byte[] second = CellReports.of(List.of("a", "b", "c"), 2);
        assertThat(second).isNotEqualTo(first);
        CellReport read = CellReport.fromWire(dev.larder.model.wire.CellReport.parseFrom(first));
        assertThat(read.relay()).isEqualTo("a");
    }
}
