package dev.larder.bench.dataplane;

import dev.larder.bench.surroundings.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Flips one byte in every blob that is found in the files of a directory, wherever its bytes are in them. */
final class BitFlips {
    /** Where a store may begin a chunk. */
    private static final int ALIGNMENT = 64;

    private BitFlips() {}

    /** Returns how many were flipped: each place where a blob of the order begins. */
    static int in(Path directory, Order order, long seed) throws IOException {
        Map<Long, Content> beginnings = new HashMap<>();
        for (int i = 0; i < order.count(); i++) {
            Content content = Content.of(order.path(i));
            beginnings.put(content.word(0), content);
        }
        var random = new SplittableRandom(seed);
        int flipped = 0;
        for (Path file : files(directory)) {
            try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                ByteBuffer bytes =
                        channel.map(MapMode.READ_ONLY, 0, channel.size()).order(ByteOrder.BIG_ENDIAN);
                for (int at = 0; at + order.blobBytes() <= bytes.limit(); at += ALIGNMENT) {
                    Content found = beginnings.get(bytes.getLong(at));
                    if (found != null && bytes.getLong(at + 8) == found.word(8)) {
                        int place = at + random.nextInt((int) order.blobBytes());
                        channel.write(ByteBuffer.wrap(new byte[] {(byte) (bytes.get(place) ^ 0x10)}), place);
                        flipped++;
                    }
                }
            }
        }
        return flipped;
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
