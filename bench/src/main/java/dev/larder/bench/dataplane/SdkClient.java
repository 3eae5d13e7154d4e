package dev.larder.bench.dataplane;

import dev.larder.local.machine.Directories;
import dev.larder.local.machine.NpmPackages;
import dev.larder.local.machine.Progress;
import dev.larder.local.machine.Recipe;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A process that reads with one of Azure's own clients, which knows an endpoint and nothing of who answers there. Not thread-safe. */
final class SdkClient implements AutoCloseable {
    private static final String PLACE = "/dev/larder/bench/dataplane/javascript";
    private static final NpmPackages PACKAGES = new NpmPackages(
            "blob-download",
            new Recipe(PLACE, List.of("package.json", "package-lock.json", "download.cjs"), "npm ci"),
            "Azure's blob client for JavaScript");

    private final Program program;
    private final BufferedReader out;

    private SdkClient(Program program) {
        this.program = program;
        this.out = program.process().inputReader(StandardCharsets.UTF_8);
    }

    /** {@code BlobClient.openInputStream()}. */
    static SdkClient java(Path work) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx512m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), SdkClientMain.class.getName()));
        return new SdkClient(Program.client(work.resolve("java-sdk.log"), command));
    }

    /** {@code BlobClient.downloadToBuffer()}. */
    static SdkClient javascript(Path work) throws IOException {
        Path home = install(Progress.silent());
        return new SdkClient(Program.client(
                work.resolve("javascript-sdk.log"),
                List.of("node", home.resolve("download.cjs").toString())));
    }

    /** The client for JavaScript; needs a way to npm's registry the first time. */
    static Path install(Progress progress) {
        return PACKAGES.install(Directories.ofUser(), progress);
    }

    /** Hexadecimal SHA-256 of a blob. */
    String sha256(Server server, String target) throws IOException {
        return ask("check " + url(server, target));
    }

    /** Whole reads, one after the other, until so much time has passed. */
    Load read(Server server, String target, Duration time) throws IOException {
        String[] words =
                ask("read " + url(server, target) + " " + time.toMillis()).split(" ");
        return new Load(1, Long.parseLong(words[0]), Long.parseLong(words[1]), 0, 0, 0);
    }

    private static String url(Server server, String target) {
        return "http://127.0.0.1:" + server.port() + target;
    }

    private String ask(String order) throws IOException {
        var in = program.process().getOutputStream();
        in.write((order + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
        String answer = out.readLine();
        if (answer == null) {
            program.requireAlive();
            throw new IOException("An Azure client ended:\n" + program.tail());
        }
        if (answer.startsWith("failed")) {
            throw new IOException("An Azure client that was to " + order + " " + answer);
        }
        return answer;
    }

    @Override
    public void close() {
        program.close();
    }
}
