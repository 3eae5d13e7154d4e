package dev.larder.local.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What the XML reports of surefire and failsafe say.
 *
 * @param failed tests that failed or broke, as {@code class.method: message}
 * @param skipped tests that were not run, as {@code class.method}
 */
record TestReports(int passed, List<String> failed, List<String> skipped) {
    private static final List<String> DIRECTORIES = List.of("surefire-reports", "failsafe-reports");

    /** Reads the reports of every module below {@code home}. */
    static TestReports read(Path home) {
        var total = new Tally();
        for (var file : files(home)) {
            total.add(file);
        }
        return new TestReports(total.passed, List.copyOf(total.failed), List.copyOf(total.skipped));
    }

    /** Deletes earlier reports, so that none of them is taken for a new one. */
    static void clear(Path home) {
        try {
            for (var file : files(home)) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(Path home) {
        var found = new ArrayList<Path>();
        try (var modules = Files.newDirectoryStream(home, Files::isDirectory)) {
            for (var module : modules) {
                for (var name : DIRECTORIES) {
                    var directory = module.resolve("target").resolve(name);
                    if (Files.isDirectory(directory)) {
                        try (var reports = Files.newDirectoryStream(directory, "TEST-*.xml")) {
                            reports.forEach(found::add);
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.stream().sorted().toList();
    }

    private static final class Tally {
        private int passed;
        private final List<String> failed = new ArrayList<>();
        private final List<String> skipped = new ArrayList<>();

        void add(Path file) {
            var factory = XMLInputFactory.newFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            try (var in = Files.newInputStream(file)) {
                var xml = factory.createXMLStreamReader(in);
                while (xml.hasNext()) {
                    if (xml.next() == XMLStreamConstants.START_ELEMENT
                            && xml.getLocalName().equals("testcase")) {
                        testCase(xml);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (XMLStreamException cutShort) {
                // The test's JVM died while it wrote: that is a failure, not nothing.
                failed.add(file.getFileName() + ": the report is cut short (" + cutShort.getMessage() + ")");
            }
        }

        private void testCase(XMLStreamReader xml) throws XMLStreamException {
            var name = xml.getAttributeValue(null, "classname") + "." + xml.getAttributeValue(null, "name");
            var outcome = "";
            String message = null;
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.END_ELEMENT
                        && xml.getLocalName().equals("testcase")) {
                    break;
                }
                if (event == XMLStreamConstants.START_ELEMENT) {
                    switch (xml.getLocalName()) {
                        case "failure", "error", "skipped" -> {
                            outcome = xml.getLocalName();
                            message = xml.getAttributeValue(null, "message");
                        }
                        default -> {
                            // Output, properties, and failures that a later attempt made good.
                        }
                    }
                }
            }
            switch (outcome) {
                case "" -> passed++;
                case "skipped" -> skipped.add(name);
                default ->
                    failed.add(
                            message == null
                                    ? name
                                    : name + ": " + message.lines().findFirst().orElse(""));
            }
        }
    }
}
