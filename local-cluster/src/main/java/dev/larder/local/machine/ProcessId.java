package dev.larder.local.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;

/**
 * A process by number and start time, because numbers are used again.
 *
 * @param started clock ticks between the machine's boot and the start of the process, as {@code /proc/PID/stat} says
 */
public record ProcessId(long pid, long started) {
    private static final int START_TIME = 19;
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(10);

    public static ProcessId self() {
        return of(ProcessHandle.current().pid()).orElseThrow();
    }

    /** Empty when there is no such process or it has already ended. */
    public static Optional<ProcessId> of(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            // The second field is the program's name in parentheses and may contain anything; fields count from behind
            // it.
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return fields[0].equals("Z")
                    ? Optional.empty()
                    : Optional.of(new ProcessId(pid, Long.parseLong(fields[START_TIME])));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** Reads what {@link #toString()} wrote; empty for anything else. */
    public static Optional<ProcessId> parse(String text) {
        var parts = text.strip().split(" ");
        try {
            return parts.length == 2
                    ? Optional.of(new ProcessId(Long.parseLong(parts[0]), Long.parseLong(parts[1])))
                    : Optional.empty();
        } catch (NumberFormatException other) {
            return Optional.empty();
        }
    }

    public boolean alive() {
        return of(pid).filter(this::equals).isPresent();
    }

    /**
     * Ends the process and all that it started at once, as a power cut would, and waits until they are gone.
     *
     * @throws MachineException when one of them is still there after 20 s
     */
    public void kill() {
        var family = new ArrayList<ProcessId>();
        if (alive()) {
            family.add(this);
            ProcessHandle.of(pid).stream()
                    .flatMap(ProcessHandle::descendants)
                    .forEach(child -> of(child.pid()).ifPresent(family::add));
        }
        family.forEach(ProcessId::signal);
        Wait.until(
                LIMIT,
                PAUSE,
                () -> family.stream().noneMatch(ProcessId::alive),
                () -> "still there %d s after kill -9: %s".formatted(LIMIT.toSeconds(), family));
    }

    private void signal() {
        if (alive()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Override
    public String toString() {
        return pid + " " + started;
    }
}
