package dev.larder.local.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * A file or an empty directory of an image. Its owner is root and its time is fixed, so that equal contents make equal
 * layers.
 *
 * @param source on this machine
 * @param target absolute, in the image
 * @param mode permissions, three octal digits
 */
record ImageFile(Path source, String target, String mode) {

    static ImageFile of(Path source, String target) {
        return new ImageFile(source, target, Files.isExecutable(source) ? "755" : "644");
    }

    /** The files of a directory, by name. Links are followed. */
    static List<ImageFile> tree(Path directory, String target) {
        try (var files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> of(file, target + "/" + directory.relativize(file)))
                    .sorted(Comparator.comparing(ImageFile::target))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
