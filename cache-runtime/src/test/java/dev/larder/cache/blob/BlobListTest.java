package dev.larder.cache.blob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.model.manifest.ManifestEntry;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class BlobListTest {

    /** Against the definition, written down naively, over random trees, prefixes, delimiters and page sizes. */
    @Test
    void pagesTogetherAreTheDefinition() throws Exception {
        var random = new Random(11);
        for (int round = 0; round < 60; round++) {
            var blobs = new HashMap<String, byte[]>();
            for (int n = random.nextInt(120); n > 0; n--) {
                blobs.put(name(random), new byte[0]);
            }
            var tree = SampleTree.of(blobs, 4096);
            for (int query = 0; query < 10; query++) {
                var prefix = random.nextInt(3) == 0 ? "" : name(random).substring(0, 1);
                var delimiter = List.of("", "/", "/", "ab", "\ud83d\ude00").get(random.nextInt(5));
                int limit = 1 + random.nextInt(12);
                assertThat(pages(tree, prefix, delimiter, limit))
                        .as("prefix %s delimiter %s limit %s", prefix, delimiter, limit)
                        .isEqualTo(expected(blobs, prefix, delimiter));
            }
        }
    }

    @Test
    void tellsWhatTheServiceTells() throws Exception {
        var tree = SampleTree.of(Map.of("a<&>\"'.txt", "xyz".getBytes(StandardCharsets.UTF_8), "b", new byte[0]), 4096);
        var page = page(tree, "maxresults=1&include=metadata,snapshots");
        assertThat(page).contains("MaxResults>1<").contains("ServiceEndpoint=\"http://h/tree--vision/\"");
        var document = parse(page);
        var blob = (Element) document.getElementsByTagName("Blob").item(0);
        assertThat(text(blob, "Name")).isEqualTo("a<&>\"'.txt");
        assertThat(text(blob, "Content-Length")).isEqualTo("3");
        assertThat(text(blob, "Content-Type")).isEqualTo("text/plain");
        assertThat(text(blob, "Last-Modified")).isEqualTo("Tue, 03 Nov 2026 04:05:06 GMT");
        assertThat(text(blob, "Etag")).isEqualTo(SampleTree.etag("a<&>\"'.txt"));
        assertThat(text(blob, "owner")).isEqualTo("Ada & <Bob>");
        var next = text(document.getDocumentElement(), "NextMarker");
        assertThat(page(tree, "marker=" + next)).contains("<Name>b</Name>").contains("<NextMarker></NextMarker>");
        assertThat(page(tree, "")).doesNotContain("<Metadata>");
    }

    @Test
    void refusesWhatItCannotMean() {
        for (var bad :
                List.of("maxresults=0", "maxresults=-1", "maxresults=x", "marker=foreign", "marker=larder!%25")) {
            assertThat(ListQuery.parse(Objects.requireNonNull(Query.parse(bad))))
                    .as(bad)
                    .isInstanceOf(ListQuery.Parsed.Bad.class);
        }
        assertThat(((ListQuery.Parsed.Good) ListQuery.parse(Objects.requireNonNull(Query.parse("maxresults=999999"))))
                        .query()
                        .limit())
                .isEqualTo(5000);
    }

    private static List<String> pages(SampleTree tree, String prefix, String delimiter, int limit) throws Exception {
        var found = new ArrayList<String>();
        var query = "maxresults=" + limit + "&prefix=" + encode(prefix) + "&delimiter=" + encode(delimiter);
        var marker = "";
        do {
            var document = parse(page(tree, query + "&marker=" + marker));
            var items = (Element) document.getElementsByTagName("Blobs").item(0);
            assertThat(items.getChildNodes().getLength()).isLessThanOrEqualTo(limit);
            for (int i = 0; i < items.getChildNodes().getLength(); i++) {
                var item = (Element) items.getChildNodes().item(i);
                found.add((item.getTagName().equals("BlobPrefix") ? "> " : "") + text(item, "Name"));
            }
            marker = text(document.getDocumentElement(), "NextMarker");
        } while (!marker.isEmpty());
        return found;
    }

    private static List<String> expected(Map<String, byte[]> blobs, String prefix, String delimiter) {
        var names = new TreeSet<>(ManifestEntry.PATH_ORDER);
        for (var name : blobs.keySet()) {
            if (name.startsWith(prefix)) {
                int cut = delimiter.isEmpty() ? -1 : name.indexOf(delimiter, prefix.length());
                names.add(cut < 0 ? name : name.substring(0, cut + delimiter.length()) + "\u0000folded");
            }
        }
        return names.stream()
                .map(name -> name.endsWith("\u0000folded") ? "> " + name.substring(0, name.length() - 7) : name)
                .toList();
    }

    private static String page(SampleTree tree, String query) {
        var parsed = (ListQuery.Parsed.Good) ListQuery.parse(Objects.requireNonNull(Query.parse(query)));
        return BlobList.page(tree.revision().manifest(), parsed.query(), "http://h/tree--vision/", "data");
    }

    private static String name(Random random) {
        var name = new StringBuilder();
        for (int n = 1 + random.nextInt(5); n > 0; n--) {
            name.append(List.of("a", "b", "ab", "/", "\uffee", "\ud83d\ude00", "&", "é")
                    .get(random.nextInt(name.isEmpty() ? 3 : 8)));
        }
        return name.toString();
    }

    private static String encode(String text) {
        return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
    }

    private static Document parse(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    private static String text(Element in, String tag) {
        return in.getElementsByTagName(tag).item(0).getTextContent();
    }
}
