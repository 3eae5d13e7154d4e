package dev.larder.operator.leadership;

import dev.larder.operator.nodes.Observed;
import dev.larder.operator.session.Sessions;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** What can be seen of the operator as a whole; nothing is counted per node. */
@Singleton
public class Metrics {
    void register(@Observes StartupEvent event, MeterRegistry meters, Sessions sessions, Observed observed) {
        Gauge.builder("larder.operator.leader", sessions, s -> s.leads() ? 1 : 0)
                .description("1 while this operator leads")
                .register(meters);
        Gauge.builder("larder.operator.clusters", sessions, s -> s.all().size())
                .description("CacheClusters served")
                .register(meters);
        Gauge.builder(
                        "larder.operator.feed.streams",
                        sessions,
                        s -> s.all().stream()
                                .mapToInt(session -> session.hub().openStreams())
                                .sum())
                .description("Open feeds of cache nodes")
                .register(meters);
        Gauge.builder(
                        "larder.operator.members",
                        sessions,
                        s -> s.all().stream()
                                .mapToInt(session -> session.view().members())
                                .sum())
                .description("Cache nodes with a share of ownership")
                .register(meters);
        Gauge.builder(
                        "larder.operator.slow.nodes",
                        sessions,
                        s -> s.all().stream()
                                .mapToInt(session -> session.view().slow().size())
                                .sum())
                .description("Cache nodes that are not fetched from because others found them slow")
                .register(meters);
        Gauge.builder(
                        "larder.operator.datasets.warm",
                        sessions,
                        s -> s.all().stream()
                                .flatMap(session -> session.view().datasets().values().stream())
                                .filter(d -> d.verdict() != null && d.verdict().warm())
                                .count())
                .description("Datasets whose condition Warm is True")
                .register(meters);
        Gauge.builder("larder.operator.nodes.observed", observed, o -> o.nodes().size())
                .description("Nodes seen")
                .register(meters);
    }
}
