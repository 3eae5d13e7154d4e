package dev.larder.local.image;

import dev.larder.local.machine.Command;
import dev.larder.local.machine.MachineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The shared libraries of this machine that programs need, found by asking the dynamic linker: an image without a base
 * image takes its C library from the machine that builds it.
 */
final class SharedLibraries {
    private static final Pattern FOUND = Pattern.compile("\\s*(?:\\S+ => )?(/\\S+) \\(0x[0-9a-f]+\\)");
    private static final Pattern ABSENT = Pattern.compile("\\s*(\\S+) => not found");

    /**
     * Opened by name at run time, so that no program lists them: name services, unwinding when a thread is cancelled, and
     * what the libraries want that Netty brings in its jars.
     */
    private static final List<String> OPENED_LATER = List.of(
            "libnss_files.so.2",
            "libnss_dns.so.2",
            "libresolv.so.2",
            "libgcc_s.so.1",
            "libpthread.so.0",
            "librt.so.1",
            "libdl.so.2");

    private SharedLibraries() {}

    /**
     * What the programs and libraries in {@code roots} need from outside of them, at the places where the linker looks.
     *
     * @throws MachineException when a library is nowhere to be found
     */
    static SortedSet<Path> of(Collection<Path> roots) {
        var binaries = roots.stream().flatMap(SharedLibraries::binaries).toList();
        var own = new TreeSet<String>();
        binaries.forEach(file -> own.add(file.getFileName().toString()));
        var line = new ArrayList<>(List.of("ldd"));
        binaries.forEach(file -> line.add(file.toString()));
        var said = Command.of(line).run();
        absent(said).stream().filter(name -> !own.contains(name)).findAny().ifPresent(name -> {
            throw new MachineException("The image needs %s, which this machine does not have.".formatted(name));
        });
        var found = new TreeSet<Path>();
        for (var library : found(said)) {
            if (roots.stream().noneMatch(library::startsWith)) {
                found.add(library);
            }
        }
        found.addAll(besides(found));
        return found;
    }

    static SortedSet<Path> found(String ldd) {
        var paths = new TreeSet<Path>();
        ldd.lines()
                .map(FOUND::matcher)
                .filter(line -> line.matches())
                .forEach(line -> paths.add(Path.of(line.group(1)).normalize()));
        return paths;
    }

    static SortedSet<String> absent(String ldd) {
        var names = new TreeSet<String>();
        ldd.lines().map(ABSENT::matcher).filter(line -> line.matches()).forEach(line -> names.add(line.group(1)));
        return names;
    }

    private static List<Path> besides(Collection<Path> found) {
        return found.stream()
                .filter(library -> library.getFileName().toString().startsWith("libc.so"))
                .flatMap(c -> OPENED_LATER.stream().map(c::resolveSibling))
                .filter(Files::exists)
                .toList();
    }

    private static Stream<Path> binaries(Path root) {
        try (var files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).filter(SharedLibraries::isElf).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isElf(Path file) {
        try (var in = Files.newInputStream(file)) {
            var head = in.readNBytes(4);
            return head.length == 4 && head[0] == 0x7f && head[1] == 'E' && head[2] == 'L' && head[3] == 'F';
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
