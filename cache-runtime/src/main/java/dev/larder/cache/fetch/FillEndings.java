package dev.larder.cache.fetch;

import dev.larder.cache.catalog.DatasetRevision;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillFailure.Reason;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of fills: those that arrived are stored, or stay in memory a while; those that failed, or that nobody wants,
 * leave the table. Thread-safe.
 */
final class FillEndings implements ChunkFill.FillEnd {

    private final FillTable fills;
    private final StoringDisk disk;
    private final FetchMeter meter;
    private final Lingering lingering;
    private final Rereads rereads;

    FillEndings(FillTable fills, FillMemory memory, StoringDisk disk, FetchMeter meter) {
        this.fills = fills;
        this.disk = disk;
        this.meter = meter;
        long idle = memory.budget() / 4;
        this.lingering = new Lingering(idle, fills::forget);
        this.rereads = new Rereads(idle);
        memory.reclaimWith(lingering::reclaim);
    }

    /** A reader has joined a fill: if this node may not store it, whether it pays to keep such is learned from that. */
    void joined(ChunkFill fill) {
        if (!fill.isHeld()) {
            rereads.found();
        }
    }

    /**
     * As {@link #joined}, of a reader who began the fill.
     *
     * @param before what he could not join, if there was something: while others read it, he would have if it had been kept
     */
    void begun(ChunkFill fill, @Nullable ChunkFill before) {
        if (fill.isHeld()) {
            return;
        }
        if (before != null && before.isSpent() && !before.isOver()) {
            rereads.found();
        } else {
            rereads.missed(fill.id);
        }
    }

    @Override
    public boolean lingers() {
        return rereads.pay();
    }

    /** All of it is here. */
    void arrived(ChunkFill fill) {
        if (fill.isHeld()) {
            store(fill);
            return;
        }
        fill.settled().complete(new FillFailure(Reason.NOT_HELD, "this node does not keep it"));
        if (!fill.isSpent()) {
            lingering.add(fill);
        }
    }

    /** If it is whole and nobody does it yet. */
    void store(ChunkFill fill) {
        if (fill.beginStoring()) {
            disk.store(fill, failure -> {
                if (failure != null) {
                    meter.failed(fill.ref.revision(), fill.ref.entry(), failure);
                }
                if (fill.isOver()) {
                    forget(fill);
                } else if (!fill.isSpent()) {
                    lingering.add(fill);
                }
                fill.settled().complete(failure);
            });
        }
    }

    void failed(ChunkFill fill, FillFailure why) {
        if (fill.fail(why)) {
            forget(fill);
            fill.settled().complete(why);
        }
    }

    /** What has begun to arrive may finish and linger; what has not, or can be of use to nobody else, is called off. */
    @Override
    public void abandoned(ChunkFill fill) {
        boolean spent = fill.isSpent();
        if (spent) {
            rereads.notKept(fill.id, fill.length);
        }
        if ((spent || !fill.hasMemory()) && fill.dismiss()) {
            fill.settled().complete(new FillFailure(Reason.CANCELLED, "nobody waits for it"));
            forget(fill);
        } else if (fill.isOver()) {
            forget(fill);
        }
    }

    private void forget(ChunkFill fill) {
        lingering.remove(fill);
        fills.forget(fill);
    }

    /** Nobody was to bring it but one who could not. False: somebody has begun to wait for it. */
    boolean isGivenUp(ChunkFill fill, FillFailure why) {
        if (fill.letGo() && fill.dismiss()) {
            forget(fill);
            fill.settled().complete(why);
            return true;
        }
        // One that is spent cannot be kept, but somebody reads it to its end.
        return !fill.keep() && fill.isOver();
    }

    /** As {@link Fetcher#giveUp}. */
    void giveUp(Collection<DatasetRevision> gone) {
        for (ChunkFill fill : fills.all()) {
            if (gone.contains(fill.ref.revision()) && fill.letGo()) {
                fill.settled().complete(new FillFailure(Reason.CANCELLED, "its revision has left the catalog"));
                if (fill.dismiss()) {
                    forget(fill);
                }
            }
        }
    }

    /** Those under way fail, and memory that is kept goes back. */
    void failAll(FillFailure why) {
        fills.all().forEach(fill -> failed(fill, why));
        lingering.reclaim(Long.MAX_VALUE);
    }
}
