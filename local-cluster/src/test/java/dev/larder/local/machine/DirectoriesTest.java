package dev.larder.local.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoriesTest {
    private static final int DIRECTORIES = 40;
    private static final int FILES = 10;
    private static final int DELETING = 4;
    /** Seldom does none of them see the others' work. */
    private static final int ROUNDS = 20;

    @Test
    void severalMayDeleteTheSameTreeAtOnce(@TempDir Path temporary) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            deleteTogether(temporary.resolve("tree"));
        }
    }

    private static void deleteTogether(Path tree) throws Exception {
        grow(tree);
        var start = new CountDownLatch(1);
        var all = new ArrayList<Future<?>>();
        try (var threads = Executors.newFixedThreadPool(DELETING)) {
            for (int i = 0; i < DELETING; i++) {
                all.add(threads.submit(() -> {
                    start.await();
                    Directories.delete(tree);
                    return null;
                }));
            }
            start.countDown();
        }

        for (var one : all) {
            one.get();
        }
        assertThat(tree).doesNotExist();
    }

    private static void grow(Path tree) throws IOException {
        for (int i = 0; i < DIRECTORIES; i++) {
            var directory = Files.createDirectories(tree.resolve("d" + i));
            for (int j = 0; j < FILES; j++) {
                Files.createFile(directory.resolve("f" + j));
            }
        }
    }
}
