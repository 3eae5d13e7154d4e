package dev.larder.operator.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** All that can be configured of the operator: {@code larder.*}, or the same as {@code LARDER_*} in the environment. */
@ConfigMapping(prefix = "larder")
public interface Settings {
    /** Where the operator itself lives: its lease, and by default its Service, are there. */
    @WithDefault("larder-system")
    String namespace();

    /** Image of the cache nodes where a CacheCluster names none. */
    @WithDefault("larder/cache-runtime:latest")
    String cacheImage();

    /** What cache nodes are told; by default the Service {@code larder-operator}. */
    Optional<String> feedUrl();

    Placement placement();

    Warm warm();

    Feed feed();

    Manifests manifests();

    Status status();

    Listing listing();

    Rollout rollout();

    LeaderElection leaderElection();

    default String effectiveFeedUrl() {
        return feedUrl().orElse("http://larder-operator." + namespace() + ".svc:8710");
    }

    /** When nodes join, are avoided, and lose their share. */
    interface Placement {
        /** A node that was not heard for so long is avoided by the others. */
        @WithDefault("15s")
        Duration silentAfter();

        /** A silent node whose Pod or Node is not ready for so long loses its share. */
        @WithDefault("30s")
        Duration downAfter();

        /** Changes of ownership are collected, so that epochs are at least so far apart; half as far once no more come. */
        @WithDefault("5s")
        Duration epochInterval();

        /** The first epoch waits so long for the rest of the pods after the first is ready. */
        @WithDefault("30s")
        Duration firstEpochGrace();
    }

    /** What {@code Warm} may still say. */
    interface Warm {
        /** A statement survives missing reports so long. */
        @WithDefault("30s")
        Duration missingAfter();
    }

    /** Streams to cache nodes. */
    interface Feed {
        /** In a CacheCluster of more nodes than these, one node of each cell relays the feed and reports to the others. */
        @WithDefault("300")
        int relaysAbove();

        /** So many streams begin in a second, beside those of relays; others are told to come back later. */
        @WithDefault("2500")
        int admittedPerSecond();
    }

    /** Manifests on the operator's disk. */
    interface Manifests {
        @WithDefault("/tmp/larder/manifests")
        Path directory();

        /** When more is stored, the oldest that no Dataset refers to are deleted. */
        @WithDefault("2147483648")
        long maxBytes();
    }

    /** Writes of status to the API server. */
    interface Status {
        /** Over all objects; a condition that changes is written at once all the same. */
        @WithDefault("5")
        int writesPerSecond();

        /** Least time between two writes of figures to one object; up to 30 times as long for a CacheCluster of many nodes. */
        @WithDefault("2s")
        Duration interval();
    }

    /** Listing of sources. */
    interface Listing {
        /** Sources listed at the same time. */
        @WithDefault("4")
        int parallel();
    }

    /** How outdated cache pods are replaced. */
    interface Rollout {
        /** Of each cell so much at a time, rounded up as DaemonSets do it, so that one pod may always. */
        @WithDefault("10")
        int maxUnavailablePercent();
    }

    /** Which of several operators acts. */
    interface LeaderElection {
        @WithDefault("larder-operator")
        String leaseName();

        /** By default the host name and something random. */
        Optional<String> identity();

        /** A leader that was killed is missed after this, and up to two retries more. */
        @WithDefault("10s")
        Duration leaseDuration();

        @WithDefault("7s")
        Duration renewDeadline();

        /** The leader writes once in it; a standby reads once in one to two of them. */
        @WithDefault("3s")
        Duration retryPeriod();
    }
}
