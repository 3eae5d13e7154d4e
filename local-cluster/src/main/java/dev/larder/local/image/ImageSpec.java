package dev.larder.local.image;

import java.util.List;
import java.util.Map;

/**
 * What an image is made of.
 *
 * @param reference name and tag, such as {@code larder/operator:0.1.0}
 * @param layers from what rarely changes to what often does
 */
record ImageSpec(
        String reference,
        List<Layer> layers,
        List<String> entrypoint,
        Map<String, String> environment,
        List<Integer> ports) {

    /** A key that changes exactly when the image does. */
    String key() {
        var contents =
                new Contents().text(reference).text(entrypoint.toString()).text(environment.toString());
        contents.text(ports.toString());
        layers.forEach(layer -> layer.addTo(contents));
        return contents.key();
    }
}
