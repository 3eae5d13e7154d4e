package dev.larder.bench.dataplane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** nginx with one worker, set as fast as it can be for files of this size. */
final class Nginx {
    private Nginx() {}

    /** @param root the files that it serves */
    static Server start(Path work, Path root) throws IOException, InterruptedException {
        int port = Server.freePort();
        Path directory = Files.createDirectories(work.resolve("nginx-" + port));
        Path config = Files.writeString(directory.resolve("nginx.conf"), config(port, root, directory, isRoot()));
        Path log = directory.resolve("log");
        return new Server(
                        "nginx",
                        port,
                        Program.server(
                                log, List.of("nginx", "-p", directory + "/", "-e", "stderr", "-c", config.toString())))
                .started();
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    static String config(int port, Path root, Path directory, boolean asRoot) {
        return """
                daemon off;
                worker_processes 1;
                %1$serror_log stderr;
                pid %2$s/pid;
                events { worker_connections 8192; }
                http {
                  access_log off;
                  default_type application/octet-stream;
                  client_body_temp_path %2$s/body;
                  proxy_temp_path %2$s/proxy;
                  fastcgi_temp_path %2$s/fastcgi;
                  uwsgi_temp_path %2$s/uwsgi;
                  scgi_temp_path %2$s/scgi;
                  sendfile on;
                  sendfile_max_chunk 2m;
                  tcp_nopush on;
                  tcp_nodelay on;
                  keepalive_timeout 300;
                  keepalive_requests 100000000;
                  open_file_cache max=10000 inactive=600s;
                  open_file_cache_valid 600s;
                  server {
                    listen 127.0.0.1:%3$d;
                    root %4$s;
                  }
                }
                """.formatted(asRoot ? "user root;\n" : "", directory, port, root);
    }
}
