package dev.larder.bench.dataplane;

import dev.larder.bench.surroundings.Blobs;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the load client is asked to read.
 *
 * @param ports of the servers, which the readers are spread over
 * @param readers connections, each used by a thread of its own
 * @param millis how long random reads go on; 0: everything is read once, from the first byte to the last
 * @param perSecond random reads of all readers together; 0: each reader asks again as soon as it has its answer
 * @param target what stands before the path in a request
 * @param path of the blob, or what the paths of {@code count} blobs begin with
 * @param count 0 for one blob
 * @param blobBytes of each
 * @param rangeBytes of each request; 0 for whole blobs
 * @param check every so many bytes one word is compared, or all bytes if 1
 */
record Order(
        List<Integer> ports,
        int readers,
        long millis,
        long perSecond,
        String target,
        String path,
        int count,
        long blobBytes,
        long rangeBytes,
        int check) {
    private static final int SAMPLED = 4096;

    static Order random(Blobs blobs, String path, int count, long blobBytes, long rangeBytes) {
        return new Order(List.of(), 1, 0, 0, blobs.target(), path, count, blobBytes, rangeBytes, SAMPLED);
    }

    static Order whole(Blobs blobs, String path, long blobBytes) {
        return new Order(List.of(), 1, 0, 0, blobs.target(), path, 0, blobBytes, 0, SAMPLED);
    }

    Order at(Server server) {
        return at(List.of(server.port()));
    }

    Order at(List<Integer> many) {
        return new Order(many, readers, millis, perSecond, target, path, count, blobBytes, rangeBytes, check);
    }

    Order readers(int many) {
        return new Order(ports, many, millis, perSecond, target, path, count, blobBytes, rangeBytes, check);
    }

    Order lasting(Duration time) {
        return new Order(ports, readers, time.toMillis(), perSecond, target, path, count, blobBytes, rangeBytes, check);
    }

    Order paced(long requestsPerSecond) {
        return new Order(ports, readers, millis, requestsPerSecond, target, path, count, blobBytes, rangeBytes, check);
    }

    Order inRanges(long bytes) {
        return new Order(ports, readers, millis, perSecond, target, path, count, blobBytes, bytes, check);
    }

    Order checkingAll() {
        return new Order(ports, readers, millis, perSecond, target, path, count, blobBytes, rangeBytes, 1);
    }

    String line() {
        return "%s %d %d %d %s %s %d %d %d %d"
                .formatted(text(), readers, millis, perSecond, target, path, count, blobBytes, rangeBytes, check);
    }

    private String text() {
        return ports.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    static Order parse(String line) {
        String[] words = line.split(" ");
        return new Order(
                Stream.of(words[0].split(",")).map(Integer::valueOf).toList(),
                Integer.parseInt(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                words[4],
                words[5],
                Integer.parseInt(words[6]),
                Long.parseLong(words[7]),
                Long.parseLong(words[8]),
                Integer.parseInt(words[9]));
    }

    /** Of blob {@code i}. */
    String path(int i) {
        return count == 0 ? path : Blobs.numbered(path, i);
    }

    long request() {
        return rangeBytes == 0 ? blobBytes : rangeBytes;
    }
}
