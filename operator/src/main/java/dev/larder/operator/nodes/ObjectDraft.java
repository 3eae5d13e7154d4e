package dev.larder.operator.nodes;

import static dev.larder.operator.nodes.JsonFields.object;
import static dev.larder.operator.nodes.JsonFields.strings;
import static dev.larder.operator.nodes.JsonFields.text;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** An API object while it is read: metadata, spec and status are walked, and what nobody asks for is skipped. */
abstract class ObjectDraft {
    String namespace = "";
    String name = "";
    String resourceVersion = "";
    Map<String, String> labels = new HashMap<>();

    final void read(JsonParser json) throws IOException {
        object(json, part -> {
            switch (part) {
                case "metadata" -> object(json, field -> metadata(field, json));
                case "spec" -> object(json, field -> spec(field, json));
                case "status" -> object(json, field -> status(field, json));
                default -> json.skipChildren();
            }
        });
    }

    /** The parser stands at the field's value and is left at its end; so with the others. */
    void metadata(String field, JsonParser json) throws IOException {
        switch (field) {
            case "name" -> name = text(json);
            case "namespace" -> namespace = text(json);
            case "resourceVersion" -> resourceVersion = text(json);
            case "labels" -> labels = strings(json);
            default -> json.skipChildren();
        }
    }

    abstract void spec(String field, JsonParser json) throws IOException;

    abstract void status(String field, JsonParser json) throws IOException;
}
