package dev.larder.cache.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Azure's clients asked Azurite, as {@link ConformanceIT} recorded it, is asked at a cache node without these clients: same
 * status, error code, headers and bytes, but for what is meant.
 */
class RecordedPairsTest {
    static final List<String> CLIENTS = List.of("java", "javascript", "python", "adlfs", "go");

    /** Where it was recorded. */
    static final String RECORDED = "/larder/in-dataset";

    /** What a Dataset's view has not or has as its own: versions of the container, and markers. */
    private static final Pattern NOT_OF_A_VIEW =
            Pattern.compile(".*[?&](snapshot|marker)=.*|.*[?&]comp=tags.*|.*[?]restype=container");

    /** As in {@link MeantDifference}, which has them as clients show them, and says why. */
    private static final Map<MeantDifference, Pattern> MEANT = Map.of(
            MeantDifference.FRAMING,
            Pattern.compile("[^:]+: content-length=null>\\d+"),
            MeantDifference.BLOB_MD5,
            Pattern.compile("get 200>200: x-ms-blob-content-md5=.+>null"),
            MeantDifference.VERSION_OF_THE_UNCHANGED,
            Pattern.compile("(get|head) (304>304|412>412): (etag|last-modified)=null>.+"),
            MeantDifference.TYPE_OF_NOTHING,
            Pattern.compile("get 304>304: content-type=application/xml>null"),
            MeantDifference.CRC64,
            Pattern.compile("get 206>206: x-ms-content-crc64=null>.+"),
            MeantDifference.RANGE_AT_THE_END,
            Pattern.compile("get 206>416: .+"),
            MeantDifference.MD5_LIMITS,
            Pattern.compile("get 20[06]>400: .+"));

    private static Stage stage;
    private static Place view;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        stage = new Stage(directory);
        view = stage.pairs().getFirst().caches().getLast();
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @Test
    void aCacheAnswersAsTheServiceDid() throws IOException {
        URI url = URI.create(view.url());
        var node = new InetSocketAddress(url.getHost(), url.getPort());
        String prefix = url.getPath() + "/" + view.container();
        List<RecordedPair> pairs = new ArrayList<>();
        for (String client : CLIENTS) {
            pairs.addAll(recorded(client));
        }
        Replay replay = new Replay(node, RECORDED, prefix, pairs);
        Set<MeantDifference> met = EnumSet.noneOf(MeantDifference.class);
        List<Replay.Difference> unexplained = new ArrayList<>();
        int replayed = 0;
        for (RecordedPair pair : pairs) {
            if (!pair.path().startsWith(RECORDED)
                    || NOT_OF_A_VIEW.matcher(pair.target()).matches()) {
                continue;
            }
            replayed++;
            for (Replay.Difference difference : replay.of(pair)) {
                List<MeantDifference> reasons = MEANT.entrySet().stream()
                        .filter(meant ->
                                meant.getValue().matcher(difference.text()).matches())
                        .map(Map.Entry::getKey)
                        .toList();
                met.addAll(reasons);
                if (reasons.isEmpty()) {
                    unexplained.add(difference);
                }
            }
        }
        assertThat(unexplained).isEmpty();
        assertThat(met).isEqualTo(MEANT.keySet());
        assertThat(replayed).isGreaterThan(300);
    }

    private static List<RecordedPair> recorded(String client) throws IOException {
        try (var in = Objects.requireNonNull(
                RecordedPairsTest.class.getResourceAsStream("recorded/" + client + ".txt"), client)) {
            return RecordedPair.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
