package dev.larder.cache.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HttpListenerTest {

    /** Epoll's native library loads on the machines that build this; NIO is what the others get. */
    @ParameterizedTest
    @EnumSource(EventLoops.Transport.class)
    void servesOnEitherTransport(EventLoops.Transport transport) throws Exception {
        var anyPort = new InetSocketAddress("127.0.0.1", 0);
        try (var loops = EventLoops.start("test", 1, transport);
                var listener = HttpListener.bind(
                        loops, anyPort, HttpLimits.defaults(), pipeline -> pipeline.addLast(new Teapot()));
                var http = HttpClient.newHttpClient()) {
            var uri = URI.create("http://127.0.0.1:" + listener.address().getPort() + "/");
            var answer = http.send(
                    java.net.http.HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
            assertThat(answer.statusCode()).isEqualTo(418);
            assertThatThrownBy(
                            () -> HttpListener.bind(loops, listener.address(), HttpLimits.defaults(), pipeline -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(Integer.toString(listener.address().getPort()));
            assertThat(loops.threads()).isEqualTo(1);
        }
    }

    private static final class Teapot extends ChannelInboundHandlerAdapter {

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.read();
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof HttpRequest) {
                var answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(418));
                answer.headers().set("content-length", 0);
                ctx.writeAndFlush(answer);
            }
            ReferenceCountUtil.release(message);
        }
    }
}
