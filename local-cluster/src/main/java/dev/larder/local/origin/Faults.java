package dev.larder.local.origin;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What the origin does wrong from now on. Zero means: does not do it.
 *
 * @param path only requests whose decoded path contains this are affected; empty: all
 * @param delay before a request is passed on, so before the first byte of its answer
 * @param bytesPerSecond limit of all answers together
 * @param busyAbove requests per second above which the answer is 503 ServerBusy
 * @param busyNext so many of the next requests are answered with 503 ServerBusy
 * @param cutAfter bytes of an answer's body after which the connection is cut
 * @param cutNext so many of the next answers that are longer than {@code cutAfter} are cut
 * @param hangNext so many of the next requests get no answer while their connection lives
 */
public record Faults(
        String path,
        Duration delay,
        long bytesPerSecond,
        double busyAbove,
        int busyNext,
        long cutAfter,
        int cutNext,
        int hangNext) {

    public static Faults none() {
        return new Faults("", Duration.ZERO, 0, 0, 0, 0, 0, 0);
    }

    public Faults onPathsWith(String part) {
        return new Faults(part, delay, bytesPerSecond, busyAbove, busyNext, cutAfter, cutNext, hangNext);
    }

    public Faults delay(Duration time) {
        return new Faults(path, time, bytesPerSecond, busyAbove, busyNext, cutAfter, cutNext, hangNext);
    }

    public Faults bytesPerSecond(long limit) {
        return new Faults(path, delay, limit, busyAbove, busyNext, cutAfter, cutNext, hangNext);
    }

    public Faults busyAbove(double requestsPerSecond) {
        return new Faults(path, delay, bytesPerSecond, requestsPerSecond, busyNext, cutAfter, cutNext, hangNext);
    }

    public Faults busyNext(int requests) {
        return new Faults(path, delay, bytesPerSecond, busyAbove, requests, cutAfter, cutNext, hangNext);
    }

    public Faults cutAfter(long bytes, int answers) {
        return new Faults(path, delay, bytesPerSecond, busyAbove, busyNext, bytes, answers, hangNext);
    }

    public Faults hangNext(int requests) {
        return new Faults(path, delay, bytesPerSecond, busyAbove, busyNext, cutAfter, cutNext, requests);
    }

    String write() {
        return String.join(
                "&",
                "path=" + URLEncoder.encode(path, StandardCharsets.UTF_8),
                "delay=" + delay.toNanos(),
                "bytesPerSecond=" + bytesPerSecond,
                "busyAbove=" + busyAbove,
                "busyNext=" + busyNext,
                "cutAfter=" + cutAfter,
                "cutNext=" + cutNext,
                "hangNext=" + hangNext);
    }

    /** Reads what {@link #write()} wrote. @throws IllegalArgumentException for anything else */
    static Faults read(String text) {
        var values = Arrays.stream(text.strip().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair.length > 1 ? pair[1] : ""));
        return none().onPathsWith(URLDecoder.decode(values.getOrDefault("path", ""), StandardCharsets.UTF_8))
                .delay(Duration.ofNanos(Long.parseLong(values.getOrDefault("delay", "0"))))
                .bytesPerSecond(Long.parseLong(values.getOrDefault("bytesPerSecond", "0")))
                .busyAbove(Double.parseDouble(values.getOrDefault("busyAbove", "0")))
                .busyNext(Integer.parseInt(values.getOrDefault("busyNext", "0")))
                .cutAfter(
                        Long.parseLong(values.getOrDefault("cutAfter", "0")),
                        Integer.parseInt(values.getOrDefault("cutNext", "0")))
                .hangNext(Integer.parseInt(values.getOrDefault("hangNext", "0")));
    }
}
