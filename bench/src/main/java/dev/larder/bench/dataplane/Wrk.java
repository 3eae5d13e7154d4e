package dev.larder.bench.dataplane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * wrk, for small blobs: a client in Java would be what is measured there. It sees the status of every answer; of the
 * lengths it sees the sum.
 */
final class Wrk {
    private static final int MOST_HEAD = 2048;
    private static final Pattern RESULT = Pattern.compile("RESULT (\\d+) (\\d+) (\\d+) (\\d+)");

    private final Path script;
    private final Order order;
    private final String scheme;

    /** @param order of whole blobs; those that it numbers are read in a fixed random order */
    Wrk(Path work, Order order) throws IOException {
        this(order, Files.writeString(work.resolve("wrk.lua"), script(order)), "http");
    }

    private Wrk(Order order, Path script, String scheme) {
        this.order = order;
        this.script = script;
        this.scheme = scheme;
    }

    /** The same over TLS. */
    Wrk encrypted() {
        return new Wrk(order, script, "https");
    }

    static String script(Order order) {
        return """
                local requests = {}
                local at = 0
                function init(args)
                  for i = 0, %2$d - 1 do
                    requests[i] = wrk.format("GET", string.format("%1$s%%04d", i))
                  end
                end
                function request()
                  at = (at * 137 + 187) %% %2$d
                  return requests[at]
                end
                function done(summary, latency, requests)
                  local e = summary.errors
                  local bad = e.connect + e.read + e.write + e.status + e.timeout
                  io.write(string.format("RESULT %%d %%d %%d %%d\\n", summary.requests, summary.bytes, summary.duration, bad))
                end
                """.formatted(order.target() + order.path(), order.count());
    }

    /** @throws IOException if an answer had another status, or they were not as long as the blobs */
    Load read(Server server, int connections, Duration time) throws IOException, InterruptedException {
        String text = Program.run(List.of(
                "wrk",
                "-t1",
                "-c" + connections,
                "-d" + Math.max(1, time.toSeconds()) + "s",
                "-s",
                script.toString(),
                scheme + "://127.0.0.1:" + server.port() + "/"));
        Load load = parse(text);
        double each = (double) load.bytes() / Math.max(1, load.requests());
        // At the end every connection may have had a part of an answer that does not count as one.
        long most = load.requests() * (order.blobBytes() + MOST_HEAD) + connections * order.blobBytes();
        if (load.requests() == 0 || load.wrong() > 0 || each < order.blobBytes() || load.bytes() > most) {
            throw new IOException("%s gave wrk %.0f bytes per answer, for blobs of %d:%n%s"
                    .formatted(server.name(), each, order.blobBytes(), text));
        }
        return load;
    }

    static Load parse(String text) throws IOException {
        Matcher result = RESULT.matcher(text);
        if (!result.find()) {
            throw new IOException("wrk said nothing that can be read:\n" + text);
        }
        return new Load(
                Long.parseLong(result.group(1)),
                Long.parseLong(result.group(2)),
                Long.parseLong(result.group(3)) * 1_000,
                0,
                0,
                Long.parseLong(result.group(4)));
    }
}
