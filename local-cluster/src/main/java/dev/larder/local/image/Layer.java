package dev.larder.local.image;

import java.nio.file.Files;
import java.util.List;

/** Files of an image that change together. */
record Layer(String name, List<ImageFile> files) {

    void addTo(Contents contents) {
        contents.text(name);
        for (var file : files) {
            contents.text(file.target()).text(file.mode());
            if (Files.isRegularFile(file.source())) {
                contents.file(file.source());
            }
        }
    }
}
