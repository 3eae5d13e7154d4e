package dev.larder.cache.blob;

import dev.larder.model.manifest.Manifest;
import dev.larder.model.manifest.ManifestEntry;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * One page of a List Blobs, from a manifest. Names come in the order of their UTF-8 bytes, which is the manifest's. A
 * page costs its own size, however many blobs are folded into a prefix: those are jumped over.
 */
final class BlobList {

    private final Manifest manifest;
    private final ListQuery query;
    private final XmlText xml = new XmlText(4096);

    private BlobList(Manifest manifest, ListQuery query) {
        this.manifest = manifest;
        this.query = query;
    }

    /** @param endpoint of the account, as the client addressed it */
    static String page(Manifest manifest, ListQuery query, String endpoint, String container) {
        return new BlobList(manifest, query).render(endpoint, container);
    }

    private String render(String endpoint, String container) {
        xml.raw("<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults ServiceEndpoint=\"")
                .text(endpoint)
                .raw("\" ContainerName=\"")
                .text(container)
                .raw("\">");
        echo("Prefix", query.prefix());
        echo("Marker", query.marker());
        if (query.limited()) {
            xml.element("MaxResults", Integer.toString(query.limit()));
        }
        echo("Delimiter", query.delimiter());
        xml.raw("<Blobs>");
        var next = items();
        xml.raw("</Blobs>");
        xml.element("NextMarker", next == null ? "" : ListQuery.markerAt(next));
        return xml.raw("</EnumerationResults>").toString();
    }

    private void echo(String element, String value) {
        if (!value.isEmpty()) {
            xml.nameElement(element, value);
        }
    }

    /** Writes the page's items; the name that the next page begins at, or null when there is none. */
    private @Nullable String items() {
        var prefix = query.prefix();
        var from = ManifestEntry.PATH_ORDER.compare(prefix, query.from()) >= 0 ? prefix : query.from();
        var entries = manifest.from(from.isEmpty() ? 0 : manifest.ceiling(from));
        for (int count = 0; entries.hasNext(); count++) {
            var entry = entries.next();
            if (!entry.path().startsWith(prefix)) {
                return null;
            }
            if (count == query.limit()) {
                return entry.path();
            }
            int cut = query.delimiter().isEmpty() ? -1 : entry.path().indexOf(query.delimiter(), prefix.length());
            if (cut < 0) {
                blob(entry);
            } else {
                var folded = entry.path().substring(0, cut + query.delimiter().length());
                xml.raw("<BlobPrefix>").nameElement("Name", folded).raw("</BlobPrefix>");
                var after = after(folded);
                if (after == null) {
                    return null;
                }
                entries = manifest.from(manifest.ceiling(after));
            }
        }
        return null;
    }

    private void blob(ManifestEntry entry) {
        xml.raw("<Blob>").nameElement("Name", entry.path()).raw("<Properties>");
        var created = entry.created();
        if (created != null) {
            xml.element("Creation-Time", BlobHeaders.date(created));
        }
        xml.element("Last-Modified", BlobHeaders.date(entry.lastModified()));
        xml.element("Etag", entry.etag());
        xml.element("Content-Length", Long.toString(entry.size()));
        xml.element("Content-Type", BlobHeaders.contentType(entry));
        optional("Content-Encoding", entry.contentEncoding());
        optional("Content-Language", entry.contentLanguage());
        optional("Cache-Control", entry.cacheControl());
        optional("Content-Disposition", entry.contentDisposition());
        var md5 = entry.contentMd5();
        optional("Content-MD5", md5 == null ? null : Base64.getEncoder().encodeToString(md5));
        xml.element("BlobType", "BlockBlob").element("LeaseStatus", "unlocked").element("LeaseState", "available");
        xml.element("ServerEncrypted", "true").raw("</Properties>");
        if (query.metadata()) {
            xml.raw("<Metadata>");
            entry.metadata().forEach((name, value) -> {
                // Names of metadata are C# identifiers at the service, hence XML names; anything else cannot be shown.
                if (name.matches("[A-Za-z_][A-Za-z0-9_.-]*")) {
                    xml.element(name, value);
                }
            });
            xml.raw("</Metadata>");
        }
        xml.raw("</Blob>");
    }

    private void optional(String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            xml.element(name, value);
        }
    }

    /** The least name that follows all names with this prefix; null when there is none. */
    static @Nullable String after(String prefix) {
        int end = prefix.length();
        while (end > 0) {
            int last = prefix.codePointBefore(end);
            int start = end - Character.charCount(last);
            if (last < Character.MAX_CODE_POINT) {
                // Surrogates are no characters of their own: the code point after U+D7FF is U+E000.
                int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
                return prefix.substring(0, start) + Character.toString(next);
            }
            end = start;
        }
        return null;
    }
}
