package dev.larder.cache.feed;

import com.google.protobuf.ByteString;
import dev.larder.model.MalformedException;
import dev.larder.model.catalog.Catalog;
import dev.larder.model.feed.Digests;
import dev.larder.model.feed.MapDigest;
import dev.larder.model.map.ClusterMap;
import dev.larder.model.report.NodeReport;
import dev.larder.model.wire.ClusterMapDelta;
import dev.larder.model.wire.FeedMessage;
import dev.larder.model.wire.Heartbeat;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the messages of a feed, and believes relays nothing that does not agree with what the operator announced: maps and
 * catalogs are compared with its digests before this node goes by them, versions of a relay never go backwards, and a relay
 * that does not send what it announces, or sends something else, is done with. What the operator itself sends counts.
 *
 * <p>A relay that makes up announcements too is found out only by asking another source. One thread, but for {@link
 * #overdue} and {@link #relays}.
 */
final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private final Feed.Listener listener;
    private final RelayHub hub;
    private volatile boolean relays;
    private long incarnation;
    private boolean wantsSnapshot;
    private MapDigest digested;
    /** Of the map that was digested, as whoever is asked announces it. */
    private ByteString mapDigest;

    private long catalogVersion = -1;
    private ByteString catalogDigest = ByteString.EMPTY;

    // Of one connection.
    private boolean operator;
    private @Nullable Heartbeat claimed;
    private byte[] claim = {};
    private @Nullable ClusterMap pending;
    private boolean pendingWhole;
    private java.util.List<Came> pendingFrames = new java.util.ArrayList<>();
    private volatile long lackingSince;

    private record Came(long base, ClusterMap next, byte[] frame) {}

    /** What a message was. */
    sealed interface Outcome {}

    /** News, or at least a sign that the operator is there. */
    record Heard() implements Outcome {}

    /** Nothing new. */
    record Old() implements Outcome {}

    /** This source is done with. */
    record Drop(String why) implements Outcome {}

    /** The operator is to say what is right. */
    record Doubt(String why) implements Outcome {}

    Intake(Feed.Listener listener, RelayHub hub) {
        this.listener = listener;
        this.hub = hub;
        this.digested = MapDigest.of(listener.currentMap());
        this.mapDigest = digested.value();
    }

    /** Messages of another connection follow. */
    void begin(boolean fromOperator) {
        operator = fromOperator;
        claimed = null;
        lackingSince = 0;
        forget();
        hub.takeBack();
        wantsSnapshot = false;
    }

    /** Nodes of a cell follow its relay, as the operator has said last. */
    boolean relays() {
        return relays;
    }

    /** The map that is here, from which the next connection can go on; 0 for none. */
    long mapVersion() {
        return wantsSnapshot ? 0 : listener.currentMap().version();
    }

    long catalogVersion() {
        return wantsSnapshot ? 0 : listener.currentCatalog().version();
    }

    ByteString mapDigest() {
        ClusterMap current = listener.currentMap();
        if (current != digested.map()) {
            digested = digested.next(current);
            mapDigest = digested.value();
        }
        return mapDigest;
    }

    ByteString catalogDigest() {
        Catalog current = listener.currentCatalog();
        if (current.version() != catalogVersion) {
            catalogDigest = Digests.catalog(current.toWire());
            catalogVersion = current.version();
        }
        return catalogDigest;
    }

    /** Whether something was announced so long ago, and has not come. */
    boolean overdue(long now, long limit) {
        long since = lackingSince;
        return since != 0 && now - since > limit;
    }

    Outcome take(FeedMessages.Frame frame, long now) {
        Outcome outcome = understand(frame, now);
        if (outcome instanceof Drop) {
            hub.takeBack();
        }
        return outcome;
    }

    private Outcome understand(FeedMessages.Frame frame, long now) {
        FeedMessage message = frame.message();
        try {
            return switch (message.getMessageCase()) {
                case HEARTBEAT -> heartbeat(message.getHeartbeat(), frame.frame(), now);
                case MAP -> {
                    ClusterMap next = ClusterMap.fromWire(message.getMap());
                    forget();
                    pendingWhole = true;
                    yield map(next, 0, frame.frame());
                }
                case MAP_DELTA -> {
                    passOn(message.getMapDelta(), frame.frame());
                    ClusterMap base = pending == null ? listener.currentMap() : pending;
                    yield map(base.apply(message.getMapDelta()), base.version(), frame.frame());
                }
                case CATALOG -> catalog(message, frame.frame());
                // A newer operator may say more.
                case MESSAGE_NOT_SET -> new Old();
            };
        } catch (MalformedException e) {
            wantsSnapshot = operator;
            return new Drop("it sent what cannot be used: " + e.getMessage());
        }
    }

    /** Those who follow need not wait until a large map is put together and compared: they do both themselves. */
    private void passOn(ClusterMapDelta delta, byte[] frame) {
        Heartbeat said = claimed;
        if (operator && said != null && pending == null) {
            hub.ahead(delta.getBaseVersion(), delta.getVersion(), frame, said, claim);
        }
    }

    private Outcome heartbeat(Heartbeat next, byte[] frame, long now) {
        if (next.getMapDigest().isEmpty()) {
            // An older operator, or one that has nothing to tell yet.
            relays &= !operator;
            listener.announced(next.getMapVersion(), next.getCatalogVersion());
            return operator ? new Heard() : new Drop("it announces maps without a digest");
        }
        Heartbeat last = claimed;
        Heartbeat before = last != null && last.getIncarnation() == next.getIncarnation() ? last : null;
        if (before != null && behind(next, before.getMapVersion(), before.getCatalogVersion())) {
            return new Drop("it went backwards, from map " + before.getMapVersion() + " to " + next.getMapVersion());
        }
        long map = listener.currentMap().version();
        if (!operator) {
            if (before != null && next.getBeat() <= before.getBeat() && !news(next, before)) {
                return new Old();
            }
            if (behind(next, map, listener.currentCatalog().version())) {
                // It may still get what is here already. If it does not, it is silent.
                return new Old();
            }
        } else if (next.getIncarnation() == incarnation && behind(next, map, 0) && next.getMapVersion() != 0) {
            return new Drop("it went backwards, from map " + map + " to " + next.getMapVersion());
        }
        String other = otherContent(next);
        if (other != null) {
            wantsSnapshot = operator;
            return operator ? new Drop(other) : new Doubt(other);
        }
        claimed = next;
        claim = frame;
        relays = next.getRelays();
        incarnation = operator ? next.getIncarnation() : incarnation;
        listener.announced(next.getMapVersion(), next.getCatalogVersion());
        listener.cuts(cuts(next));
        lack(now);
        hub.announced(next, frame);
        return new Heard();
    }

    private static Map<String, Long> cuts(Heartbeat next) {
        Map<String, Long> cuts = new HashMap<>();
        next.getOriginCutsList().stream()
                .limit(NodeReport.MAX_ACCOUNTS)
                .forEach(each -> cuts.put(each.getAccount(), each.getCuts()));
        return cuts;
    }

    private static boolean behind(Heartbeat next, long map, long catalog) {
        return next.getMapVersion() < map || next.getCatalogVersion() < catalog;
    }

    private static boolean news(Heartbeat next, Heartbeat last) {
        return next.getMapVersion() > last.getMapVersion() || next.getCatalogVersion() > last.getCatalogVersion();
    }

    /** What is here has a version that was announced with another content; null if it has not. */
    private @Nullable String otherContent(Heartbeat next) {
        long map = listener.currentMap().version();
        if (next.getMapVersion() == map && map != 0 && !next.getMapDigest().equals(mapDigest())) {
            return "it announces another map " + map + " than is here";
        }
        long catalog = listener.currentCatalog().version();
        if (next.getCatalogVersion() == catalog
                && catalog != 0
                && !next.getCatalogDigest().equals(catalogDigest())) {
            return "it announces another catalog " + catalog + " than is here";
        }
        return null;
    }

    private void lack(long now) {
        Heartbeat said = claimed;
        boolean lacking = said != null
                && (said.getMapVersion() > listener.currentMap().version()
                        || said.getCatalogVersion() > listener.currentCatalog().version());
        lackingSince = !lacking ? 0 : lackingSince == 0 ? now | 1 : lackingSince;
    }

    private Outcome map(ClusterMap next, long base, byte[] frame) {
        Heartbeat said = claimed;
        pending = next;
        pendingFrames.add(new Came(base, next, frame));
        if (said == null && !operator) {
            return new Drop("it sends a map and does not say which");
        }
        if (said != null && next.version() < said.getMapVersion()) {
            // More is to come: what leads there need not be compared, kept and gone by.
            return new Heard();
        }
        if (said != null && next.version() == said.getMapVersion()) {
            return checked(next, said);
        }
        if (said != null && !operator) {
            return new Drop("it sends map " + next.version() + " and announced " + said.getMapVersion());
        }
        MapDigest digest = digested.next(next);
        accept(digest, digest.value());
        return new Heard();
    }

    private Outcome checked(ClusterMap next, Heartbeat said) {
        MapDigest digest = digested.next(next);
        if (digest.value().equals(said.getMapDigest())) {
            accept(digest, digest.value());
            return new Heard();
        }
        if (!operator) {
            return new Drop("its map " + next.version() + " has other content than the operator's");
        }
        if (!pendingWhole) {
            wantsSnapshot = true;
            return new Drop("its delta leads to another map " + next.version());
        }
        LOG.warn("the operator's map {} does not have the content that it announced", next.version());
        accept(digest, said.getMapDigest());
        return new Heard();
    }

    private void accept(MapDigest digest, ByteString announced) {
        ClusterMap next = digest.map();
        digested = digest;
        mapDigest = announced;
        for (Came came : pendingFrames) {
            if (came.base == 0) {
                hub.snapshot(came.next, came.frame);
            } else {
                hub.delta(came.base, came.next, came.frame);
            }
        }
        forget();
        announce();
        listener.map(next);
        lack(lackingSince);
    }

    private Outcome catalog(FeedMessage message, byte[] frame) {
        Catalog next = Catalog.fromWire(message.getCatalog());
        ByteString digest = Digests.catalog(message.getCatalog());
        Heartbeat said = claimed;
        if (said == null && !operator) {
            return new Drop("it sends a catalog and does not say which");
        }
        Heartbeat announcement = said != null && said.getCatalogVersion() == next.version() ? said : null;
        if (!operator && announcement == null) {
            return new Drop("it sends catalog " + next.version() + " and announced another");
        }
        if (announcement != null && !digest.equals(announcement.getCatalogDigest())) {
            if (!operator) {
                return new Drop("its catalog " + next.version() + " has other content than the operator's");
            }
            LOG.warn("the operator's catalog {} does not have the content that it announced", next.version());
            digest = announcement.getCatalogDigest();
        }
        catalogDigest = digest;
        catalogVersion = next.version();
        hub.catalog(next.version(), frame);
        announce();
        listener.catalog(next);
        lack(lackingSince);
        return new Heard();
    }

    /** Those who follow are told before this node writes to its disk and finds its place anew. */
    private void announce() {
        Heartbeat said = claimed;
        if (said != null) {
            hub.announced(said, claim);
        }
    }

    private void forget() {
        pending = null;
        pendingWhole = false;
        pendingFrames = new java.util.ArrayList<>();
    }
}
