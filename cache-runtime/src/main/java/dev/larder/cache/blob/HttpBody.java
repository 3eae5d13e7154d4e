package dev.larder.cache.blob;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;

/** Whether a body follows a request's head. */
final class HttpBody {

    private HttpBody() {}

    static boolean isExpected(HttpRequest request) {
        if (HttpUtil.isTransferEncodingChunked(request)) {
            return true;
        }
        var length = request.headers().get(HttpHeaderNames.CONTENT_LENGTH);
        return length != null && !length.strip().equals("0");
    }
}
