package dev.larder.bench.broadcast;

import dev.larder.bench.surroundings.FileOrigin;
import dev.larder.bench.surroundings.Operator;
import dev.larder.model.catalog.WarmUp;
import dev.larder.model.manifest.ManifestId;
import dev.larder.model.report.NodeReport;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** One run: nodes start, get a small Dataset so that their code is loaded, and then the one that counts. */
final class Broadcast {
    private static final double NANOS = 1e9;
    /** Times what one copy takes on a node's link, and a minute to begin. */
    private static final double GIVE_UP_COPIES = 4;

    private static final double BEGIN_SECONDS = 60;
    private static final double TELL_SECONDS = 5;
    private static final long LOOK_MILLIS = 20;
    private static final long SPARE = 2L << 30;

    private final Plan plan;
    private final Data data;
    private final Site site;
    private final FileOrigin origin;
    private final Operator operator;
    private final Fleet fleet;
    private final PrintStream out;
    private final Deaths deaths;
    private final Uploads uploads;
    private final double[] doneAt;

    private Broadcast(
            Plan plan, Data data, Site site, FileOrigin origin, Operator operator, Fleet fleet, PrintStream out) {
        this.plan = plan;
        this.data = data;
        this.site = site;
        this.origin = origin;
        this.operator = operator;
        this.fleet = fleet;
        this.out = out;
        this.deaths = new Deaths(plan, operator);
        this.uploads = new Uploads(fleet, plan.nodes());
        this.doneAt = new double[plan.nodes()];
    }

    /**
     * Only for the main thread.
     *
     * @param work an empty directory
     * @throws IOException when a node ends that should not, or they do not get on
     */
    static Played play(Plan plan, Data data, Path work, PrintStream out) throws IOException, InterruptedException {
        out.printf("  ... %d nodes start%n", plan.nodes());
        Site site = Site.build(work, plan.map());
        InetAddress here = InetAddress.getByName(Site.ORIGIN_ADDRESS);
        try (FileOrigin origin = FileOrigin.start(data.root(), here);
                Operator operator = new Operator(plan.map(), origin.account(), here)) {
            site.limit(plan);
            Fleet fleet = Fleet.start(work, site, operator, plan.bytes() + SPARE);
            return new Broadcast(plan, data, site, origin, operator, fleet, out).play();
        } finally {
            site.remove(work);
        }
    }

    private Played play() throws IOException, InterruptedException {
        operator.awaitKnown(plan.nodes());
        ManifestId first = operator.serve(data.rehearsal(), "Node", WarmUp.FULL);
        operator.awaitHeld(first, data.rehearsal().bytes() * plan.nodes());
        out.printf("  ... %,d MiB to %d nodes%n", plan.bytes() >> 20, plan.nodes());
        Uploads uploadsBefore = new Uploads(fleet, plan.nodes());
        for (int node = 0; node < plan.nodes(); node++) {
            uploadsBefore.read(node);
        }
        Flows wireBefore = site.counted();
        long originBefore = origin.bytes();
        Cpu cpuBefore = Cpu.now();
        long began = System.nanoTime();
        follow(operator.serve(data.blobs(), "Node", WarmUp.FULL), began);
        double busy = Cpu.now().busySince(cpuBefore);
        Flows wire = site.counted().minus(wireBefore);
        long fromOrigin = origin.bytes();
        for (int node : survivors()) {
            uploads.read(node);
        }
        fleet.complaints().forEach(line -> out.println("  ... " + line));
        site.unlimit();
        out.println("  ... every node's bytes are compared with the source");
        int right = Verification.nodesThatServe(data.blobs(), survivors());
        if (origin.bytes() != fromOrigin) {
            throw new IOException("what should have been on the nodes came from the origin");
        }
        double copy = plan.bytes();
        return new Played(
                plan,
                Arrays.stream(doneAt).max().orElseThrow(),
                uploads.flows(fromOrigin)
                        .minus(uploadsBefore.flows(originBefore))
                        .in(copy),
                wire.in(copy),
                uploads.mostSince(uploadsBefore) / copy,
                busy,
                uploads.detoursSince(uploadsBefore),
                right);
    }

    /** Until every node that lives has all. */
    private void follow(ManifestId dataset, long began) throws IOException, InterruptedException {
        double told = 0;
        long all = plan.bytes() * plan.nodes();
        while (!survivors().stream().allMatch(node -> doneAt[node] > 0)) {
            double now = (System.nanoTime() - began) / NANOS;
            long held = look(dataset, now);
            if (2 * held >= all && deaths.due()) {
                out.println("  ... SIGKILL to " + deaths.names());
                for (int victim : deaths.victims()) {
                    uploads.read(victim);
                    fleet.kill(victim);
                }
                deaths.happened(now);
            }
            deaths.tell(now);
            fleet.requireAlive(deaths.due() ? List.of() : deaths.victims());
            if (now - told >= TELL_SECONDS) {
                told = now;
                out.printf("  ... %3.0f s: %.1f %%%n", now, 100.0 * held / all);
            }
            if (now > BEGIN_SECONDS + GIVE_UP_COPIES * plan.bytes() / plan.payloadRate()) {
                throw new IOException("after %.0f s only %,d of %,d bytes had arrived".formatted(now, held, all));
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** Bytes that all hold together, by what they reported last. */
    private long look(ManifestId dataset, double now) {
        Map<String, NodeReport> reports = operator.reports();
        long sum = 0;
        for (int node = 0; node < plan.nodes(); node++) {
            NodeReport report = reports.get(Plan.node(node));
            long held = report == null
                    ? 0
                    : report.datasets().stream()
                            .filter(one -> one.manifest().equals(dataset))
                            .mapToLong(one -> one.heldBytes())
                            .sum();
            sum += held;
            if (held == plan.bytes() && doneAt[node] == 0 && !deaths.victims().contains(node)) {
                doneAt[node] = now;
            }
        }
        return sum;
    }

    private List<Integer> survivors() {
        return IntStream.range(0, plan.nodes())
                .filter(node -> !deaths.victims().contains(node))
                .boxed()
                .toList();
    }
}
