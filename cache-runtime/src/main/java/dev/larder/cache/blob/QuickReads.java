package dev.larder.cache.blob;

import dev.larder.cache.http.ServerCodec;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Sits before the decoder. Has the requests that are quickly answered answered while nothing else is under way on the
 * connection, and hands on the others, untouched. Tells the connection that bytes arrived, so that slow heads can be timed.
 */
final class QuickReads extends ChannelInboundHandlerAdapter {

    private final ClientConnection connection;
    private final ServerCodec codec;
    private final QuickAnswers answers;

    QuickReads(ClientConnection connection, ServerCodec codec, QuickAnswers answers) {
        this.connection = connection;
        this.codec = codec;
        this.answers = answers;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf input && connection.isBetweenRequests() && codec.isBetweenRequests()) {
            boolean handedOn = false;
            try {
                if (answers.answer(ctx, connection, input)) {
                    connection.progress();
                }
                handedOn = input.isReadable();
            } finally {
                if (!handedOn) {
                    input.release();
                }
            }
            if (!handedOn) {
                return;
            }
        }
        connection.received();
        ctx.fireChannelRead(message);
    }
}
