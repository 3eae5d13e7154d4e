package dev.larder.bench.simulate;

import dev.larder.bench.simulate.Scenario.Fan;
import java.util.ArrayList;
import java.util.List;

/** What flowed over which class of link, in pieces: from the origin, between domains of each level, cells and mates. */
final class Traffic {
    private final Layout layout;
    private final double[] pieces;
    final float[] uploaded;
    private double byReaders;

    Traffic(Layout layout) {
        this.layout = layout;
        this.pieces = new double[layout.levels + 3];
        this.uploaded = new float[layout.map.size()];
    }

    void fromOrigin(float amount) {
        pieces[0] += amount;
    }

    /** To the node for which it is read. */
    void byReader(int reader, float amount) {
        uploaded[reader] += amount;
        byReaders += amount;
    }

    void between(int source, int receiver, float amount) {
        uploaded[source] += amount;
        boolean mates = layout.cellOf[source] == layout.cellOf[receiver];
        pieces[1 + (mates ? layout.levels + 1 : layout.apart(source, receiver))] += amount;
    }

    double origin() {
        return pieces[0];
    }

    double acrossWidest() {
        return pieces[1];
    }

    double all() {
        double sum = 0;
        for (int i = 1; i < pieces.length; i++) {
            sum += pieces[i];
        }
        return sum;
    }

    /** One class of links. */
    record Link(String name, double pieces) {}

    List<Link> links(List<Fan> levels) {
        List<Link> links = new ArrayList<>();
        links.add(new Link("from the origin", pieces[0]));
        for (int level = 0; level < layout.levels; level++) {
            links.add(new Link("between domains of " + levels.get(level).level(), pieces[1 + level]));
        }
        links.add(new Link("between cells of one domain", pieces[1 + layout.levels]));
        links.add(new Link("within a cell", pieces[2 + layout.levels]));
        links.add(new Link("from readers of the origin to roots", byReaders));
        return links;
    }
}
