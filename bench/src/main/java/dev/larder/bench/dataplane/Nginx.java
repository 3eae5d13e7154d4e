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
        return start(work, (port, directory) -> config(port, root, directory, isRoot()));
    }

    /**
     * Passes everything to another one and keeps nothing. With one buffer that it uses over and over, which stays in the
     * core's cache: with sixteen, whose memory is new for each answer, it takes nearly twice the CPU.
     */
    static Server passing(Path work, int to) throws IOException, InterruptedException {
        return start(work, (port, directory) -> passingConfig(port, to, directory, isRoot()));
    }

    /** Over TLS 1.3, with the cipher that its server prefers, which costs it least. */
    static Server encrypting(Path work, Path root, TlsFiles tls) throws IOException, InterruptedException {
        return start(work, (port, directory) -> config(encryption(port, tls), root, directory, isRoot()));
    }

    static String encryption(int port, TlsFiles tls) {
        return """
                listen 127.0.0.1:%d ssl;
                    ssl_certificate %s;
                    ssl_certificate_key %s;
                    ssl_protocols TLSv1.3;
                    ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256;""".formatted(port, tls.certificate(), tls.key());
    }

    private interface Config {
        String of(int port, Path directory);
    }

    private static Server start(Path work, Config text) throws IOException, InterruptedException {
        int port = Server.freePort();
        Path directory = Files.createDirectories(work.resolve("nginx-" + port));
        Path config = Files.writeString(directory.resolve("nginx.conf"), text.of(port, directory));
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
        return config(plain(port), root, directory, asRoot);
    }

    private static String plain(int port) {
        return "listen 127.0.0.1:%d;".formatted(port);
    }

    private static String config(String listening, Path root, Path directory, boolean asRoot) {
        return common(listening, directory, asRoot, """
                  open_file_cache max=10000 inactive=600s;
                  open_file_cache_valid 600s;
                """, "root " + root + ";");
    }

    static String passingConfig(int port, int to, Path directory, boolean asRoot) {
        return common(plain(port), directory, asRoot, """
                  upstream far { server 127.0.0.1:%d; keepalive 64; }
                """.formatted(to), """
                location / {
                      proxy_pass http://far;
                      proxy_http_version 1.1;
                      proxy_set_header Connection "";
                      proxy_buffering off;
                      proxy_buffer_size 256k;
                      proxy_buffers 4 256k;
                    }
                """);
    }

    private static String common(String listening, Path directory, boolean asRoot, String more, String serving) {
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
                %5$s  server {
                    %3$s
                    %4$s
                  }
                }
                """.formatted(asRoot ? "user root;\n" : "", directory, listening, serving, more);
    }
}
