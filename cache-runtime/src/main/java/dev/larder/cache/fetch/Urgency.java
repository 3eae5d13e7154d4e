package dev.larder.cache.fetch;

import dev.larder.cache.read.Demand;

/**
 * What a demand means for those who bring its chunk.
 *
 * @param rank when memory is short
 * @param urgent somebody waits who would rather have it from the origin than wait for a peer that cannot be reached
 */
record Urgency(FillMemory.Rank rank, boolean urgent) {

    static Urgency of(Demand demand) {
        return switch (demand) {
            case Demand.Foreground foreground -> new Urgency(FillMemory.Rank.FOREGROUND, true);
            case Demand.Peer peer -> new Urgency(FillMemory.Rank.PEER, !peer.patient());
            case Demand.HeldOnly held -> new Urgency(FillMemory.Rank.PEER, false);
            case Demand.Origin origin ->
                new Urgency(origin.patient() ? FillMemory.Rank.WARM_UP : FillMemory.Rank.PEER, !origin.patient());
            case Demand.WarmUp warmUp -> new Urgency(FillMemory.Rank.WARM_UP, false);
        };
    }
}
