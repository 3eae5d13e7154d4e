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
     * The first of a group's outdated pods, in the order of their names, but for a few that are spared. That order is the
     * API server's too, so that one request, with a limit and without those, deletes just these.
     *
     * @param template the newest, which they are not of
     * @param spared pods that come before the last of these; few enough to be named in a request
     * @param singly more than can be named would have to be spared, so each of these few is deleted by itself
     */
    record Batch(String group, String template, List<String> pods, List<String> spared, boolean singly) {
        public Batch {
            pods = List.copyOf(pods);
            spared = List.copyOf(spared);
        }

        /** With one request. */
        Batch(String group, String template, List<String> pods, List<String> spared) {
            this(group, template, pods, spared, false);
        }
    }

    /** Some are outdated, but now is not the time. */
    record Hold(String why) implements Roll {}
}
