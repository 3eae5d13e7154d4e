/** Manifests: the sorted, content-addressed list of blobs that a Dataset resolves to. */
@org.jspecify.annotations.NullMarked
package dev.larder.model.manifest;
