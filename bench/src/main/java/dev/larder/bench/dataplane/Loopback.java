package dev.larder.bench.dataplane;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network namespace of the bench's own, where loopback uses CUBIC: BBR, the default of some machines, paces loopback
 * and makes throughput jump between two values. Also nobody else's traffic is there.
 */
final class Loopback {
    private static final String INSIDE = "LARDER_BENCH_NAMESPACE";
    private static final String SETUP = """
            ip link set lo up && for to in 127.0.0.0/8 127.0.0.1; do \
            ip route replace local $to dev lo table local proto kernel scope host src 127.0.0.1 congctl cubic || exit 1; \
            done && exec "$@"
            """;

    private static final Pattern NAMED = Pattern.compile("congctl (\\w+)");

    private Loopback() {}

    /** Whether this process should run itself again in a namespace. */
    static boolean wanted() {
        return System.getenv(INSIDE) == null && isRoot() && succeeds(inside(List.of("true")));
    }

    /** Runs this program again, in the namespace, and returns its exit code. */
    static int runAgain(String main, String[] arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(List.of(arguments));
        ProcessBuilder again = new ProcessBuilder(inside(command)).inheritIO();
        again.environment().put(INSIDE, "1");
        Process process = again.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        return process.waitFor();
    }

    /** What TCP does here, as the kernel says. */
    static String control() throws IOException, InterruptedException {
        if (System.getenv(INSIDE) != null) {
            return routed(Program.run(List.of("ip", "-o", "route", "get", "127.0.0.1")))
                    + " (loopback of a network namespace of its own)";
        }
        return machines() + " (the machine's own; as root the bench would use cubic in a network namespace)";
    }

    /** The machine's own unless the route names another: the narrowest route decides, and some kernels make one for 127.0.0.1. */
    static String routed(String route) throws IOException {
        Matcher named = NAMED.matcher(route);
        return named.find() ? named.group(1) : machines();
    }

    private static String machines() throws IOException {
        return Files.readString(Path.of("/proc/sys/net/ipv4/tcp_congestion_control"))
                .strip();
    }

    static List<String> inside(List<String> command) {
        List<String> all = new ArrayList<>(List.of("unshare", "--net", "--", "sh", "-c", SETUP, "sh"));
        all.addAll(command);
        return all;
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static boolean succeeds(List<String> command) {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
