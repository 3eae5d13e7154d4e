package dev.larder.bench.broadcast;

/**
 * Bytes by class of link.
 *
 * @param origin out of it
 * @param betweenZones from nodes of one zone to those of another
 * @param betweenCells of one zone
 * @param withinCells from mate to mate
 */
record Flows(double origin, double betweenZones, double betweenCells, double withinCells) {

    Flows minus(Flows earlier) {
        return new Flows(
                origin - earlier.origin,
                betweenZones - earlier.betweenZones,
                betweenCells - earlier.betweenCells,
                withinCells - earlier.withinCells);
    }

    Flows in(double unit) {
        return new Flows(origin / unit, betweenZones / unit, betweenCells / unit, withinCells / unit);
    }
}
