package dev.larder.bench.dataplane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Varnish with everything in memory, streaming while it fetches. */
final class Varnish {
    private Varnish() {}

    /** @param megabytes that it may keep */
    static Server start(Path work, int originPort, int megabytes) throws IOException, InterruptedException {
        int port = Server.freePort();
        Path directory = Files.createDirectories(work.resolve("varnish-" + port));
        Path config = Files.writeString(directory.resolve("bench.vcl"), config(originPort));
        List<String> command = new ArrayList<>(List.of("varnishd", "-j", "none", "-F", "-a", "127.0.0.1:" + port));
        command.addAll(List.of(
                "-f", config.toString(), "-n", directory.resolve("state").toString()));
        command.addAll(List.of("-s", "malloc," + megabytes + "m", "-T", "none", "-p", "thread_pool_min=300"));
        command.addAll(List.of("-p", "timeout_idle=300", "-p", "thread_pools=1"));
        return new Server("Varnish", port, Program.server(directory.resolve("log"), command)).started();
    }

    static String config(int originPort) {
        return """
                vcl 4.1;
                backend origin { .host = "127.0.0.1"; .port = "%d"; }
                sub vcl_backend_response { set beresp.ttl = 1h; set beresp.do_stream = true; }
                """.formatted(originPort);
    }
}
