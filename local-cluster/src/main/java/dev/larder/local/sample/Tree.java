package dev.larder.local.sample;

import dev.larder.local.machine.MachineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Files to put into a container, in the order of their paths. */
public record Tree(List<Leaf> leaves) {
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    public Tree {
        leaves = leaves.stream().sorted(Comparator.comparing(Leaf::path)).toList();
    }

    /** The sum of the sizes. */
    public long bytes() {
        return leaves.stream().mapToLong(Leaf::size).sum();
    }

    /** About 256 MiB: few large files and many small ones, as training data has them. The same bytes every time. */
    public static Tree sample() {
        var leaves = new ArrayList<Leaf>();
        for (int i = 0; i < 3; i++) {
            leaves.add(Generated.leaf("shards/train-%05d.tar".formatted(i), 48L * MIB + i * 1000));
        }
        for (int i = 0; i < 8; i++) {
            leaves.add(Generated.leaf("tables/part-%05d.parquet".formatted(i), 8L * MIB - i * 777));
        }
        for (int i = 0; i < 600; i++) {
            leaves.add(Generated.leaf("images/%03d.jpg".formatted(i), 32L * KIB + (i * 7919L) % (96 * KIB)));
        }
        return new Tree(leaves);
    }

    /**
     * Generated files of the given sizes; the same name, size and tree have the same bytes every time.
     *
     * @param name the directory that the files are in
     */
    public static Tree ofSizes(String name, long... sizes) {
        var leaves = new ArrayList<Leaf>();
        for (int i = 0; i < sizes.length; i++) {
            leaves.add(Generated.leaf("%s/%05d.bin".formatted(name, i), sizes[i]));
        }
        return new Tree(leaves);
    }

    /**
     * The regular files below a directory; links are followed.
     *
     * @throws MachineException when it cannot be read or holds no file
     */
    public static Tree of(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new MachineException(directory + " is not a directory");
        }
        try (var files = Files.walk(directory, java.nio.file.FileVisitOption.FOLLOW_LINKS)) {
            var leaves = new ArrayList<Leaf>();
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var path = directory.relativize(file).toString().replace('\\', '/');
                leaves.add(new Leaf(path, Files.size(file), () -> Files.newInputStream(file)));
            }
            if (leaves.isEmpty()) {
                throw new MachineException("There is no file in " + directory);
            }
            return new Tree(leaves);
        } catch (IOException e) {
            throw new MachineException("cannot read " + directory + ": " + e.getMessage(), e);
        }
    }
}
