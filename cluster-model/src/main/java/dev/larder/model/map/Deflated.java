package dev.larder.model.map;

import com.google.protobuf.ByteString;
import dev.larder.model.MalformedException;
import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** zlib in memory, with a bound on what comes out. */
final class Deflated {
    private Deflated() {}

    static ByteString deflate(byte[] bytes) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try {
            deflater.setInput(bytes);
            deflater.finish();
            ByteString.Output out = ByteString.newOutput();
            byte[] buffer = new byte[8192];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteString();
        } finally {
            deflater.end();
        }
    }

    static byte[] inflate(ByteString bytes, int limit) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(bytes.toByteArray());
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            while (!inflater.finished()) {
                int got = inflater.inflate(buffer);
                // The end of an empty stream is no sign that more should come.
                if (got == 0 && !inflater.finished() && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw new MalformedException("cluster map: members are cut off");
                }
                out.write(buffer, 0, got);
                if (out.size() > limit) {
                    throw new MalformedException("cluster map: members are more than " + limit + " bytes");
                }
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw new MalformedException("cluster map: members: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }
}
