package dev.larder.cache.store;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On the file system of the test's directory, and with the page cache as it is. */
class PunchTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int CHUNK = 4 << 20;
    private static final int HOLE = 1 << 20;

    @TempDir
    Path directory;

    private final Disk disk = new LocalDisk();

    /**
     * What was handed to a socket with sendfile is what the page cache has until the client has got it. The file is one piece there,
     * or two: of a piece that is a part of the hole only the kernel makes zeros at once.
     */
    @ParameterizedTest(name = "written to the disk before: {0}")
    @ValueSource(booleans = {false, true})
    void bytesThatAreStillInASocketStayWhatTheyAre(boolean forced) throws IOException {
        byte[] wanted = new byte[CHUNK];
        Arrays.fill(wanted, (byte) 'A');
        Path path = directory.resolve("file");
        try (FileChannel file = FileChannel.open(path, CREATE_NEW, READ, WRITE);
                ServerSocketChannel listening =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel client = SocketChannel.open(listening.getLocalAddress());
                SocketChannel server = listening.accept()) {
            file.write(ByteBuffer.wrap(wanted));
            if (forced) {
                file.force(true);
            }
            server.configureBlocking(false);
            int sent = (int) file.transferTo(Layout.PAGE, HOLE, server);
            assertThat(sent).isGreaterThan(Layout.PAGE);

            Disk.Punch first = disk.punch(path, Layout.PAGE, HOLE);

            ByteBuffer got = ByteBuffer.allocate(sent);
            while (got.hasRemaining()) {
                assertThat(client.read(got)).isPositive();
            }
            assertThat(got.array()).isEqualTo(Arrays.copyOfRange(wanted, Layout.PAGE, Layout.PAGE + sent));
            if (first == Disk.Punch.DONE) {
                Arrays.fill(wanted, Layout.PAGE, Layout.PAGE + HOLE, (byte) 0);
            }
            // Else later: the kernel may keep what a socket had until there is more traffic.
            assertThat(readAll(file)).isEqualTo(wanted);
        }
    }

    @Test
    void bytesThatNobodyReadsAreGivenBackAtOnceThoughTheyWereJustWritten() throws IOException {
        Path path = directory.resolve("file");
        byte[] wanted = new byte[CHUNK];
        Arrays.fill(wanted, (byte) 'A');
        try (FileChannel file = FileChannel.open(path, CREATE_NEW, READ, WRITE)) {
            file.write(ByteBuffer.wrap(wanted));
            await().atMost(LIMIT).until(() -> disk.punch(path, Layout.PAGE, HOLE) == Disk.Punch.DONE);
            Arrays.fill(wanted, Layout.PAGE, Layout.PAGE + HOLE, (byte) 0);
            assertThat(readAll(file)).isEqualTo(wanted);
        }
    }

    @Test
    void aFileThatIsGoneIsNotTriedAgain() {
        assertThat(disk.punch(directory.resolve("none"), 0, CHUNK)).isEqualTo(Disk.Punch.IMPOSSIBLE);
    }

    private static byte[] readAll(FileChannel file) throws IOException {
        ByteBuffer all = ByteBuffer.allocate((int) file.size());
        while (all.hasRemaining()) {
            file.read(all, all.position());
        }
        return all.array();
    }
}
