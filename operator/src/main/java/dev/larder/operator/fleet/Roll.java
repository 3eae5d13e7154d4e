package dev.larder.operator.fleet;

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

    /** Some are outdated, but now is not the time. */
    record Hold(String why) implements Roll {}
}
