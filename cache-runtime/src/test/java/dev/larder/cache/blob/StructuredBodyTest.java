package dev.larder.cache.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.storage.common.implementation.contentvalidation.StructuredMessageDecoder;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StructuredBodyTest {

    @ParameterizedTest
    @CsvSource({"1, 10, 1", "9, 10, 1", "10, 10, 1", "11, 10, 2", "20, 10, 2", "1000, 10, 100", "100000, 7, 14286"})
    void anyDecoderGetsTheBytesBack(int content, int segment, int segments) {
        var bytes = SampleTree.random(content, content);
        var message = encode(bytes, segment, new Random(content));

        var decoded = StructuredMessage.decode(message);
        assertThat(decoded.content()).isEqualTo(bytes);
        assertThat(decoded.segments()).hasSize(segments);
        assertThat(message).hasSize((int) new StructuredBody(content, segment).length());
        assertThat(azureDecodes(message)).isEqualTo(bytes);
    }

    @Test
    void aWrongByteIsSeen() {
        var message = encode(SampleTree.random(1, 100), 30, new Random(1));
        message[40] ^= 1;
        assertThatThrownBy(() -> StructuredMessage.decode(message)).hasMessageContaining("CRC64 of segment 1");
        assertThatThrownBy(() -> azureDecodes(message)).hasMessageContaining("CRC64 mismatch");
    }

    @Test
    void noBytesAreOneEmptySegment() {
        var empty = StructuredBody.empty();
        var message = new byte[empty.readableBytes()];
        empty.readBytes(message);
        assertThat(message).hasSize((int) new StructuredBody(0).length());
        assertThat(StructuredMessage.decode(message).segments()).containsExactly(0L);
        assertThat(azureDecodes(message)).isEmpty();
    }

    @Test
    void segmentsGrowWhereTheirNumberCannot() {
        long content = 1L << 40;
        var body = new StructuredBody(content);
        assertThat(body.length()).isEqualTo(content + 13 + 65_535 * 18L + 8);
        var head = Objects.requireNonNull(body.before());
        assertThat(head.getUnsignedShortLE(11)).isEqualTo(65_535);
        assertThat(head.getLongLE(15)).isEqualTo(Math.ceilDiv(content, 65_535));
    }

    @ParameterizedTest
    @ValueSource(strings = {"XSM/1.0; properties=crc64", "xsm/1.0;properties=CRC64", "XSM/1.0 ; properties=crc64 "})
    void isAskedForByItsType(String type) {
        assertThat(StructuredBody.asked(new DefaultHttpHeaders().add("x-ms-structured-body", type)))
                .isInstanceOf(StructuredBody.Asked.Yes.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "XSM/2.0; properties=crc64",
                "XSM/1.0",
                "XSM/1.0; properties=md5",
                "XSM/1.0; properties=crc64; x"
            })
    void otherTypesAreRefused(String type) {
        assertThat(StructuredBody.asked(new DefaultHttpHeaders().add("x-ms-structured-body", type)))
                .isInstanceOfSatisfying(
                        StructuredBody.Asked.Refused.class,
                        refused -> assertThat(refused.refusal().error()).isEqualTo(AzureError.INVALID_HEADER_VALUE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-ms-range-get-content-md5", "x-ms-range-get-content-crc64"})
    void aSumInTheHeadCannotBeHadBeside(String sum) {
        var headers = new DefaultHttpHeaders()
                .add("x-ms-structured-body", "XSM/1.0; properties=crc64")
                .add(sum, "true");
        assertThat(StructuredBody.asked(headers)).isInstanceOf(StructuredBody.Asked.Refused.class);
    }

    @Test
    void neverMoreAtOnceThanAPieceNorThanIsLeftOfASegment() {
        var body = new StructuredBody(10_000_000);
        assertThat(body.room(Integer.MAX_VALUE)).isEqualTo(StructuredBody.PIECE);
        assertThat(body.room(7)).isEqualTo(7);
        assertThat(body.room(0)).isZero();
        var small = new StructuredBody(100, 10);
        assertThat(small.before()).isNotNull();
        assertThat(small.room(50)).isEqualTo(10);
        assertThatThrownBy(() -> small.after(Unpooled.buffer().writeZero(11))).hasMessageContaining("11 bytes");
    }

    @Test
    void aPieceOfSeveralBuffersIsSummedWhole() {
        var bytes = SampleTree.random(1, 10);
        var body = new StructuredBody(bytes.length, 10);
        var pieces = Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(bytes, 0, 4), Unpooled.wrappedBuffer(bytes, 4, 6));
        var message = Unpooled.buffer().writeBytes(Objects.requireNonNull(body.before()));
        var sums = Objects.requireNonNull(body.after(pieces));
        message.writeBytes(bytes).writeBytes(sums);
        assertThat(StructuredMessage.decode(Arrays.copyOf(message.array(), message.readableBytes()))
                        .content())
                .isEqualTo(bytes);
    }

    /** In pieces as a client with little room takes them. */
    private static byte[] encode(byte[] content, int segment, Random random) {
        var body = new StructuredBody(content.length, segment);
        var message = Unpooled.buffer();
        for (int at = 0; at < content.length; ) {
            int count = Math.min(body.room(1 + random.nextInt(50)), content.length - at);
            var piece = Unpooled.wrappedBuffer(content, at, count);
            var before = body.before();
            var after = body.after(piece);
            if (before != null) {
                message.writeBytes(before);
            }
            message.writeBytes(piece);
            if (after != null) {
                message.writeBytes(after);
            }
            at += count;
        }
        return Arrays.copyOf(message.array(), message.readableBytes());
    }

    private static byte[] azureDecodes(byte[] message) {
        var decoder = new StructuredMessageDecoder(message.length);
        var content = new ByteArrayOutputStream();
        for (var part : decoder.decodeChunk(ByteBuffer.wrap(message))) {
            var bytes = new byte[part.remaining()];
            part.get(bytes);
            content.writeBytes(bytes);
        }
        assertThat(decoder.isComplete()).isTrue();
        return content.toByteArray();
    }
}
