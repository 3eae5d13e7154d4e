package dev.larder.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestReportsTest {
    @TempDir
    Path home;

    @Test
    void countsWhatPassedAndNamesWhatDidNot() throws IOException {
        report("a", "surefire-reports", "TEST-x.AlphaTest.xml", """
                <testsuite name="x.AlphaTest" tests="4">
                  <properties><property name="failure" value="no"/></properties>
                  <testcase name="works" classname="x.AlphaTest"><system-out>[ERROR] only output</system-out></testcase>
                  <testcase name="fails" classname="x.AlphaTest"><failure message="expected 1&#10;but was 2" type="t">at</failure></testcase>
                  <testcase name="breaks" classname="x.AlphaTest"><error type="java.lang.NullPointerException"/></testcase>
                  <testcase name="rests" classname="x.AlphaTest"><skipped message="later"/></testcase>
                </testsuite>""");
        report("b", "failsafe-reports", "TEST-x.BetaIT.xml", """
                <testsuite><testcase name="works" classname="x.BetaIT"/></testsuite>""");

        var reports = TestReports.read(home);

        assertThat(reports.passed()).isEqualTo(2);
        assertThat(reports.failed()).containsExactly("x.AlphaTest.fails: expected 1", "x.AlphaTest.breaks");
        assertThat(reports.skipped()).containsExactly("x.AlphaTest.rests");
    }

    @Test
    void aReportThatIsCutShortIsAFailure() throws IOException {
        report("a", "surefire-reports", "TEST-x.AlphaTest.xml", "<testsuite><testcase name='works' classname='x.A'/>");

        assertThat(TestReports.read(home).failed()).singleElement().asString().contains("TEST-x.AlphaTest.xml");
    }

    @Test
    void earlierReportsAreForgotten() throws IOException {
        report(
                "a",
                "surefire-reports",
                "TEST-x.AlphaTest.xml",
                "<testsuite><testcase name='w' classname='x'/></testsuite>");

        TestReports.clear(home);

        assertThat(TestReports.read(home).passed()).isZero();
    }

    private void report(String module, String directory, String name, String text) throws IOException {
        var place =
                Files.createDirectories(home.resolve(module).resolve("target").resolve(directory));
        Files.writeString(place.resolve(name), text);
    }
}
