package dev.larder.operator.nodes;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** Reads one API object token by token, keeps what it needs and never builds the rest. */
interface Decoder<T> {
    /** The parser stands at the object's START_OBJECT and is left at its END_OBJECT. */
    Decoded<T> decode(JsonParser json) throws IOException;

    /**
     * An object that changed, made of the parts of what it was before where these are equal: else a name would be there twice,
     * as the key and in the newer record.
     */
    T sharing(T changed, T before);

    /** @param key unique among objects of this kind, by equals; it is kept as long as the object */
    record Decoded<T>(Object key, String resourceVersion, T value) {}
}
