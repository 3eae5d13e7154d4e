package dev.larder.operator.nodes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/** Walks JSON without a tree. */
final class JsonFields {
    private JsonFields() {}

    /**
     * With a table of field names of its own, that goes with it. One that is shared, as is usual, keeps names that are met once:
     * managed fields have the address of each pod as a name. Leaves the stream open.
     */
    static JsonParser parser(InputStream in) throws IOException {
        return new JsonFactoryBuilder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                .build()
                .createParser(in);
    }

    interface Field {
        /** The parser stands at the value's first token and is left at its last. */
        void read(String name) throws IOException;
    }

    interface Element {
        void read() throws IOException;
    }

    /** Calls {@code field} for each field of the object at which the parser stands; anything but an object is skipped. */
    static void object(JsonParser json, Field field) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            field.read(name);
        }
    }

    static void array(JsonParser json, Element element) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            element.read();
        }
    }

    static Map<String, String> strings(JsonParser json) throws IOException {
        Map<String, String> map = new HashMap<>();
        object(json, name -> map.put(name, text(json)));
        return map;
    }

    /** The scalar as text; an object or array is skipped and empty. */
    static String text(JsonParser json) throws IOException {
        if (json.currentToken().isStructStart()) {
            json.skipChildren();
            return "";
        }
        return json.currentToken() == JsonToken.VALUE_NULL ? "" : json.getText();
    }
}
