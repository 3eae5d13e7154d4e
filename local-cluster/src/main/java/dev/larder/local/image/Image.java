package dev.larder.local.image;

import java.nio.file.Path;

/**
 * An image in a file that containerd, Docker and k3s can load.
 *
 * @param reference name and tag, such as {@code larder/operator:0.1.0}
 */
public record Image(String reference, Path tar) {
    public String repository() {
        return reference.substring(0, reference.lastIndexOf(':'));
    }

    public String tag() {
        return reference.substring(reference.lastIndexOf(':') + 1);
    }
}
