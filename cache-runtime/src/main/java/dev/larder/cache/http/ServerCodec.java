package dev.larder.cache.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Requests in, answers out, as Netty's {@code HttpServerCodec} has it, except that this one can tell whether it is
 * between two requests: then a handler before it may take a request for itself. Runs on the channel's event loop.
 */
public final class ServerCodec extends CombinedChannelDuplexHandler<HttpRequestDecoder, HttpResponseEncoder> {

    private final Decoder decoder;
    /** Of the requests that were decoded and not answered: the answer to a HEAD has no body, whatever its head says. */
    private final ArrayDeque<HttpMethod> methods = new ArrayDeque<>();

    ServerCodec(HttpDecoderConfig config) {
        decoder = new Decoder(config);
        init(decoder, new Encoder());
    }

    /** Nothing of a request has come that was not handed on whole. */
    public boolean isBetweenRequests() {
        return decoder.between && decoder.isDrained();
    }

    private final class Decoder extends HttpRequestDecoder {

        private boolean between = true;

        Decoder(HttpDecoderConfig config) {
            super(config);
        }

        boolean isDrained() {
            return actualReadableBytes() == 0;
        }

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out) throws Exception {
            int had = out.size();
            int from = buffer.readerIndex();
            super.decode(ctx, buffer, out);
            for (int i = had; i < out.size(); i++) {
                if (out.get(i) instanceof HttpRequest request) {
                    methods.add(request.method());
                }
            }
            if (out.size() > had) {
                between = out.getLast() instanceof LastHttpContent;
            } else if (buffer.readerIndex() != from) {
                // A head is consumed line by line, long before it is whole.
                between = false;
            }
        }
    }

    private final class Encoder extends HttpResponseEncoder {

        @Override
        protected boolean isContentAlwaysEmpty(HttpResponse answer) {
            return HttpMethod.HEAD.equals(methods.poll()) || super.isContentAlwaysEmpty(answer);
        }
    }
}
