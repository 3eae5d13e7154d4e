package dev.larder.operator.fleet;

import java.util.List;

/** What to do about pods that were made from an older template. */
public sealed interface Roll {
    /** For status and log. */
    String why();

    /** Every pod is up to date. */
    record Nothing() implements Roll {
        @Override
        public String why() {
            return "every pod is up to date";
        }
    }

    /** Delete this pod, so that its DaemonSet makes a new one. */
    record Replace(String pod, String why) implements Roll {}

    /** Delete these pods, so that their DaemonSets make new ones. */
    record ReplaceMany(List<Batch> batches, String why) implements Roll {
        public ReplaceMany {
            batches = List.copyOf(batches);
        }
    }

    /**
     * The first of a group's outdated pods, in the order of their names. That order is the API server's too, so that one
     * request, with a limit, deletes just these.
     *
     * @param template the newest, which they are not of
     */
    record Batch(String group, String template, List<String> pods) {
        public Batch {
            pods = List.copyOf(pods);
        }
    }

    /** Some are outdated, but now is not the time. */
    record Hold(String why) implements Roll {}
}
