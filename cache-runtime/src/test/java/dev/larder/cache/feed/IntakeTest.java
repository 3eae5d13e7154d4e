package dev.larder.cache.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.feed.Digests;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.topology.Levels;
import dev.larder.model.topology.Location;
import dev.larder.model.wire.FeedMessage;
import dev.larder.model.wire.Heartbeat;
import dev.larder.model.wire.OriginCuts;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of a relay that lies, and of one that is merely late. */
class IntakeTest {
    private static final long OPERATOR = 77;
    private static final ClusterMap ONE = ClusterMap.empty(Levels.aks())
            .edit()
            .join("a", Location.of("z", "p", ""), "10.0.0.1", 8701, 1)
            .join("b", Location.of("z", "p", ""), "10.0.0.2", 8701, 1)
            .build();
    private static final ClusterMap TWO = ONE.edit().leafOnly("a").build();
    private static final ClusterMap OTHER_TWO = ONE.edit().leafOnly("b").build();
    private static final ClusterMap THREE = TWO.edit().leafOnly("b").build();
    private static final Catalog FIRST = new Catalog(1, List.of(), List.of());

    private ClusterMap map = ClusterMap.empty(Levels.aks());
    private Catalog catalog = Catalog.EMPTY;
    private long announced;
    private Map<String, Long> cuts = Map.of();
    private int taken;
    private Runnable takenAs = () -> {};
    private final RelayHub hub = new RelayHub(map, catalog);
    private final Intake intake = new Intake(
            new Feed.Listener() {
                @Override
                public void announced(long mapVersion, long catalogVersion) {
                    announced = mapVersion;
                }

                @Override
                public void cuts(Map<String, Long> byAccount) {
                    cuts = byAccount;
                }

                @Override
                public void map(ClusterMap next) {
                    takenAs.run();
                    map = next;
                    taken++;
                }

                @Override
                public void catalog(Catalog next) {
                    catalog = next;
                }

                @Override
                public ClusterMap currentMap() {
                    return map;
                }

                @Override
                public Catalog currentCatalog() {
                    return catalog;
                }
            },
            hub);

    @Test
    void whatAgreesWithTheAnnouncementIsTakenAndPassedOn() {
        relayWith(ONE);
        assertThat(map).isEqualTo(ONE);
        assertThat(take(says(TWO, 2))).isInstanceOf(Intake.Heard.class);
        assertThat(announced).isEqualTo(TWO.version());
        assertThat(take(delta(ONE, TWO))).isInstanceOf(Intake.Heard.class);
        assertThat(map).isEqualTo(TWO);
        // A follower that has the first map gets the delta as it came, one that has nothing the snapshot and the delta.
        RelayHub.Batch follower = hub.batch(ONE.version(), Digests.map(ONE), 1, ByteString.EMPTY);
        assertThat(follower).isNotNull();
        assertThat(follower.frames()).containsExactly(delta(ONE, TWO).frame());
        RelayHub.Batch newcomer = hub.batch(0, ByteString.EMPTY, 1, ByteString.EMPTY);
        assertThat(newcomer).isNotNull();
        assertThat(newcomer.frames())
                .containsExactly(snapshot(ONE).frame(), delta(ONE, TWO).frame());
        assertThat(hub.batch(ONE.version(), ByteString.EMPTY, 1, ByteString.EMPTY))
                .as("made once for those who lack the same")
                .isSameAs(hub.batch(ONE.version(), Digests.map(ONE), 1, ByteString.EMPTY));
        assertThat(content(follower.chunk())).isEqualTo(joined(follower.heartbeat(), follower.frames()));
        assertThat(hub.batch(-1, ByteString.EMPTY, 1, ByteString.EMPTY))
                .as("an odd version is none")
                .satisfies(batch -> assertThat(batch.frames()).isEqualTo(newcomer.frames()));
        RelayHub.Batch same = hub.batch(TWO.version(), Digests.map(TWO), 1, Digests.catalog(FIRST.toWire()));
        assertThat(same).isNotNull();
        assertThat(same.frames()).isEmpty();
        RelayHub.Batch other = hub.batch(TWO.version(), Digests.map(OTHER_TWO), 1, ByteString.EMPTY);
        assertThat(other).isNotNull();
        assertThat(other.frames()).as("the same version with other content").hasSize(2);
    }

    @Test
    void severalDeltasAreComparedAtTheEnd() {
        relayWith(ONE);
        take(says(THREE, 2));
        take(delta(ONE, TWO));
        assertThat(map).as("not announced, so not shown").isEqualTo(ONE);
        take(delta(TWO, THREE));
        assertThat(map).isEqualTo(THREE);
    }

    @Test
    void ofSeveralDeltasOfTheOperatorOnlyTheLastIsGoneByAndAllArePassedOn() {
        Follower follower = operatorWith(ONE);
        taken = 0;
        take(says(THREE, 2));
        assertThat(take(delta(ONE, TWO))).isInstanceOf(Intake.Heard.class);
        assertThat(map).isEqualTo(ONE);
        assertThat(take(delta(TWO, THREE))).isInstanceOf(Intake.Heard.class);
        assertThat(map).isEqualTo(THREE);
        assertThat(taken).isEqualTo(1);
        assertThat(follower.got)
                .containsExactly(delta(ONE, TWO).frame(), delta(TWO, THREE).frame());
        assertThat(intake.overdue(100, 50)).isFalse();
    }

    @Test
    void whoHasAnyUnknownVersionSharesTheSameSnapshotAndTheNewestDeltaIsKeptBesideIt() {
        relayWith(ONE);
        take(says(TWO, 2));
        take(delta(ONE, TWO));
        RelayHub.Batch one = hub.batch(17, ByteString.EMPTY, 1, ByteString.EMPTY);
        RelayHub.Batch step = hub.batch(ONE.version(), ByteString.EMPTY, 1, ByteString.EMPTY);
        assertThat(one).isNotNull();
        assertThat(hub.batch(18, ByteString.EMPTY, 1, ByteString.EMPTY)).isSameAs(one);
        assertThat(hub.batch(-1, ByteString.EMPTY, 1, ByteString.EMPTY)).isSameAs(one);
        assertThat(hub.batch(ONE.version(), ByteString.EMPTY, 1, ByteString.EMPTY))
                .isSameAs(step);
        assertThat(step).isNotNull();
        assertThat(step.frames()).containsExactly(delta(ONE, TWO).frame());
    }

    @Test
    void aMapWithOtherContentIsNotTaken() {
        relayWith(ONE);
        take(says(TWO, 2));
        assertThat(take(snapshot(OTHER_TWO))).isInstanceOf(Intake.Drop.class);
        assertThat(map).isEqualTo(ONE);
        intake.begin(false);
        take(says(TWO, 3));
        assertThat(take(delta(ONE, OTHER_TWO))).isInstanceOf(Intake.Drop.class);
        assertThat(map).isEqualTo(ONE);
    }

    @Test
    void aDeltaThatDoesNotApplyIsTheEnd() {
        relayWith(ONE);
        take(says(THREE, 2));
        assertThat(take(delta(TWO, THREE))).isInstanceOf(Intake.Drop.class);
        assertThat(map).isEqualTo(ONE);
    }

    @Test
    void theOperatorsDeltaGoesOutBeforeThisNodeGoesByIt() {
        Follower follower = operatorWith(ONE);
        take(says(TWO, 2));
        assertThat(follower.got).isEmpty();
        takenAs = () -> assertThat(follower.got)
                .as("when this node is told")
                .containsExactly(delta(ONE, TWO).frame());
        assertThat(take(delta(ONE, TWO))).isInstanceOf(Intake.Heard.class);
        assertThat(map).isEqualTo(TWO);
        assertThat(follower.got).as("and not twice").hasSize(1);
        RelayHub.Batch newcomer = hub.batch(0, ByteString.EMPTY, 1, ByteString.EMPTY);
        assertThat(newcomer).isNotNull();
        assertThat(newcomer.frames())
                .containsExactly(snapshot(ONE).frame(), delta(ONE, TWO).frame());
    }

    @Test
    void aDeltaOfTheOperatorThatWasPassedOnAndIsWrongIsTakenBack() {
        Follower follower = operatorWith(ONE);
        take(says(TWO, 2));
        assertThat(take(delta(ONE, OTHER_TWO))).isInstanceOf(Intake.Drop.class);
        assertThat(map).isEqualTo(ONE);
        assertThat(follower.got)
                .as("who follows compares")
                .containsExactly(delta(ONE, OTHER_TWO).frame());
        assertThat(hub.batch(ONE.version(), ByteString.EMPTY, 1, ByteString.EMPTY))
                .as("nobody gets it any more, nor anything else")
                .isNull();
        assertThat(intake.mapVersion()).as("asks for all of it").isZero();
        intake.begin(true);
        take(says(TWO, 3));
        take(snapshot(TWO));
        RelayHub.Batch next = hub.batch(ONE.version(), ByteString.EMPTY, 1, ByteString.EMPTY);
        assertThat(next).isNotNull();
        assertThat(next.frames()).containsExactly(snapshot(TWO).frame());
    }

    @Test
    void aDeltaThatDoesNotApplyIsTakenBackToo() {
        Follower follower = operatorWith(ONE);
        take(says(TWO, 2));
        FeedMessages.Frame broken = frame(FeedMessage.newBuilder()
                .setMapDelta(TWO.deltaFrom(ONE).toBuilder().addRemoved(99)));
        assertThat(take(broken)).isInstanceOf(Intake.Drop.class);
        assertThat(follower.got).containsExactly(broken.frame());
        assertThat(hub.batch(ONE.version(), ByteString.EMPTY, 1, ByteString.EMPTY))
                .isNull();
    }

    @Test
    void whatARelaySendsIsComparedBeforeItIsPassedOn() {
        Follower follower = new Follower(hub);
        relayWith(ONE);
        hub.add(follower);
        take(says(TWO, 2));
        assertThat(take(delta(ONE, OTHER_TWO))).isInstanceOf(Intake.Drop.class);
        assertThat(follower.got).isEmpty();
    }

    @Test
    void whoGoesBackwardsIsDoneWith() {
        relayWith(TWO);
        assertThat(take(says(ONE, 3))).isInstanceOf(Intake.Drop.class);
        assertThat(map).isEqualTo(TWO);
    }

    @Test
    void whoIsBehindSaysNothingNewAndIsNotBelieved() {
        relayWith(TWO);
        intake.begin(false);
        assertThat(take(says(ONE, 9))).isInstanceOf(Intake.Old.class);
        assertThat(take(snapshot(ONE))).isInstanceOf(Intake.Drop.class);
        assertThat(map).isEqualTo(TWO);
    }

    @Test
    void whatWasAnnouncedMustCome() {
        relayWith(ONE);
        take(says(TWO, 2));
        assertThat(intake.overdue(100, 50)).isTrue();
        assertThat(intake.overdue(40, 50)).isFalse();
        take(delta(ONE, TWO));
        assertThat(intake.overdue(100, 50)).isFalse();
    }

    @Test
    void oldNewsThatGoInACircleAreNoSignOfLife() {
        relayWith(ONE);
        assertThat(take(says(ONE, 1))).isInstanceOf(Intake.Old.class);
        assertThat(take(says(ONE, 2))).isInstanceOf(Intake.Heard.class);
        assertThat(take(says(ONE, 2))).isInstanceOf(Intake.Old.class);
    }

    @Test
    void whoAnnouncesOtherContentThanIsHereIsDoubtedUntilTheOperatorHasSpoken() {
        relayWith(TWO);
        intake.begin(false);
        assertThat(take(says(OTHER_TWO, 5))).isInstanceOf(Intake.Doubt.class);
        // The operator says that the relay was right.
        intake.begin(true);
        take(says(OTHER_TWO, 6));
        assertThat(intake.mapVersion()).as("asks for all of it").isZero();
        intake.begin(true);
        assertThat(take(snapshot(OTHER_TWO))).isInstanceOf(Intake.Heard.class);
        take(says(OTHER_TWO, 7));
        assertThat(map).isEqualTo(OTHER_TWO);
    }

    @Test
    void anotherOperatorMayCountFromLowerButOnlyItselfSaysSo() {
        relayWith(TWO);
        intake.begin(false);
        assertThat(take(says(ONE, 1, 78))).isInstanceOf(Intake.Old.class);
        intake.begin(true);
        assertThat(take(says(ONE, 1, 78))).isInstanceOf(Intake.Heard.class);
        take(snapshot(ONE));
        assertThat(map).isEqualTo(ONE);
    }

    @Test
    void aCatalogIsComparedToo() {
        relayWith(ONE);
        Catalog second = new Catalog(2, List.of(), List.of());
        take(heartbeat(TWO, second, 2, OPERATOR));
        assertThat(hub.batch(0, ByteString.EMPTY, 0, ByteString.EMPTY)).isNotNull();
        var forged = second.toWire().toBuilder();
        forged.addOriginsBuilder().setAccount("other");
        assertThat(take(frame(FeedMessage.newBuilder().setCatalog(forged)))).isInstanceOf(Intake.Drop.class);
        assertThat(catalog).isEqualTo(FIRST);
    }

    /** A relay that has brought that map. */
    private void relayWith(ClusterMap first) {
        intake.begin(false);
        take(says(first, 1));
        take(snapshot(first));
        take(frame(FeedMessage.newBuilder().setCatalog(FIRST.toWire())));
        assertThat(map).isEqualTo(first);
        assertThat(catalog).isEqualTo(FIRST);
    }

    /** The operator has brought that map, and somebody who has it follows. */
    private Follower operatorWith(ClusterMap first) {
        intake.begin(true);
        take(says(first, 1));
        take(snapshot(first));
        take(frame(FeedMessage.newBuilder().setCatalog(FIRST.toWire())));
        Follower follower = new Follower(hub);
        hub.add(follower);
        return follower;
    }

    /** Takes what it lacks whenever it is woken; it has the first map. */
    private static final class Follower implements RelayHub.Stream {
        private final RelayHub hub;
        private final List<byte[]> got = new ArrayList<>();
        private long version = ONE.version();

        Follower(RelayHub hub) {
            this.hub = hub;
        }

        @Override
        public void wake() {
            RelayHub.Batch batch = hub.batch(version, ByteString.EMPTY, 1, ByteString.EMPTY);
            if (batch != null) {
                got.addAll(batch.frames());
                version = batch.mapVersion();
            }
        }

        @Override
        public String node() {
            return "f";
        }
    }

    @Test
    void whatAccountsRefusedOthersIsTakenAndPassedOn() {
        relayWith(ONE);
        assertThat(cuts).isEmpty();
        FeedMessage beat = says(ONE, 2).message();
        FeedMessages.Frame refused = frame(beat.toBuilder()
                .setHeartbeat(beat.getHeartbeat().toBuilder()
                        .addOriginCuts(
                                OriginCuts.newBuilder().setAccount("contoso").setCuts(3))));
        assertThat(take(refused)).isInstanceOf(Intake.Heard.class);
        assertThat(cuts).isEqualTo(Map.of("contoso", 3L));
        RelayHub.Batch follower = hub.batch(0, ByteString.EMPTY, 0, ByteString.EMPTY);
        assertThat(follower).isNotNull();
        assertThat(follower.heartbeat()).isEqualTo(refused.frame());
    }

    private Intake.Outcome take(FeedMessages.Frame frame) {
        return intake.take(frame, 1);
    }

    private static FeedMessages.Frame says(ClusterMap map, long beat) {
        return says(map, beat, OPERATOR);
    }

    private static FeedMessages.Frame says(ClusterMap map, long beat, long incarnation) {
        return heartbeat(map, FIRST, beat, incarnation);
    }

    private static FeedMessages.Frame heartbeat(ClusterMap map, Catalog catalog, long beat, long incarnation) {
        return frame(FeedMessage.newBuilder()
                .setHeartbeat(Heartbeat.newBuilder()
                        .setMapVersion(map.version())
                        .setMapDigest(Digests.map(map))
                        .setCatalogVersion(catalog.version())
                        .setCatalogDigest(Digests.catalog(catalog.toWire()))
                        .setIncarnation(incarnation)
                        .setBeat(beat)
                        .setRelays(true)));
    }

    private static FeedMessages.Frame snapshot(ClusterMap map) {
        return frame(FeedMessage.newBuilder().setMap(map.toWire()));
    }

    private static FeedMessages.Frame delta(ClusterMap base, ClusterMap next) {
        return frame(FeedMessage.newBuilder().setMapDelta(next.deltaFrom(base)));
    }

    private static FeedMessages.Frame frame(FeedMessage.Builder message) {
        FeedMessage built = message.build();
        return new FeedMessages.Frame(built, FeedMessages.frame(built));
    }

    /** Of one chunk of an HTTP answer. */
    private static byte[] content(ByteBuffer chunk) {
        byte[] all = new byte[chunk.remaining()];
        chunk.duplicate().get(all);
        String text = new String(all, StandardCharsets.ISO_8859_1);
        int head = text.indexOf("\r\n");
        assertThat(text).endsWith("\r\n");
        byte[] content = Arrays.copyOfRange(all, head + 2, all.length - 2);
        assertThat(Integer.parseInt(text.substring(0, head), 16)).isEqualTo(content.length);
        return content;
    }

    private static byte[] joined(byte[] first, List<byte[]> others) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(first);
        others.forEach(all::writeBytes);
        return all.toByteArray();
    }
}
