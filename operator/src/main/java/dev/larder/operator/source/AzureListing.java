package dev.larder.operator.source;

import com.azure.core.http.rest.PagedResponse;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobItemProperties;
import com.azure.storage.blob.models.BlobListDetails;
import com.azure.storage.blob.models.ListBlobsOptions;
import dev.larder.crds.condition.Reason;
import dev.larder.crds.dataset.AzureBlob;
import dev.larder.model.manifest.ManifestEntry;
import dev.larder.model.manifest.ManifestWriter;
import dev.larder.operator.manifests.ManifestFiles;
import dev.larder.operator.source.ListingOutcome.Failed;
import dev.larder.operator.source.ListingOutcome.Listed;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lists a container page by page and writes the manifest while it does. Blocks: run it on a virtual thread. */
public final class AzureListing implements BlobSource {
    private static final Logger log = LoggerFactory.getLogger(AzureListing.class);
    private static final int PAGE = 5000;

    private final ManifestFiles manifests;

    public AzureListing(ManifestFiles manifests) {
        this.manifests = manifests;
    }

    @Override
    public ListingOutcome list(AzureBlob what, Access access, Progress progress) {
        Selection selection;
        try {
            selection = new Selection(what);
        } catch (IllegalArgumentException e) {
            return new Failed(Reason.INVALID_PATTERN, "include or exclude: " + e.getMessage());
        }
        try {
            BlobContainerClient container = Clients.container(access, what.container());
            Path draft = manifests.draft();
            try {
                return write(what, selection, container, draft, progress);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            return new Failed(Reason.LISTING, "the manifest could not be written: " + e.getMessage());
        } catch (RuntimeException e) {
            log.debug("Listing {}/{}", what.account(), what.container(), e);
            return Failures.of(e, what, access);
        }
    }

    private ListingOutcome write(
            AzureBlob what, Selection selection, BlobContainerClient container, Path draft, Progress progress)
            throws IOException {
        ListBlobsOptions options = new ListBlobsOptions()
                .setPrefix(what.prefix().isEmpty() ? null : what.prefix())
                .setMaxResultsPerPage(PAGE)
                .setDetails(new BlobListDetails().setRetrieveMetadata(true));
        ManifestWriter.Written written;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(draft), 1 << 16)) {
            ManifestWriter manifest = new ManifestWriter(out, what.account(), what.container());
            InOrder order = new InOrder(manifest);
            for (PagedResponse<BlobItem> page :
                    container.listBlobs(options, null).iterableByPage()) {
                for (BlobItem blob : page.getValue()) {
                    if (selection.selects(blob.getName())) {
                        order.add(entry(blob));
                    }
                }
                progress.found(selection.selected(), order.bytes());
            }
            written = order.finish();
        }
        if (written.entries() == 0) {
            return new Failed(
                    Reason.EMPTY,
                    selection.skipped() == 0
                            ? "no blob in container " + what.container() + " begins with '" + what.prefix() + "'"
                            : "include and exclude leave none of " + selection.skipped() + " blobs below '"
                                    + what.prefix() + "' in container " + what.container());
        }
        manifests.keep(draft, written.id());
        return new Listed(
                written.id(),
                written.manifestBytes(),
                written.entries(),
                written.totalBytes(),
                written.largestBytes(),
                selection.skipped());
    }

    // NullAway does not read the annotation of an array from a class file: the manifest's MD5 may be null.
    @SuppressWarnings("NullAway")
    private static ManifestEntry entry(BlobItem blob) {
        BlobItemProperties p = blob.getProperties();
        Instant modified = p.getLastModified().toInstant();
        OffsetDateTime created = p.getCreationTime();
        return new ManifestEntry(
                blob.getName(),
                p.getContentLength() == null ? 0 : p.getContentLength(),
                unquoted(p.getETag()),
                modified,
                created == null ? null : created.toInstant(),
                p.getContentType(),
                md5(p.getContentMd5()),
                p.getContentEncoding(),
                p.getContentLanguage(),
                p.getContentDisposition(),
                p.getCacheControl(),
                blob.getMetadata() == null ? Map.of() : blob.getMetadata());
    }

    private static byte @Nullable [] md5(byte @Nullable [] md5) {
        return md5 == null || md5.length != 16 ? null : md5;
    }

    private static String unquoted(String etag) {
        return etag.startsWith("\"") && etag.endsWith("\"") && etag.length() > 1
                ? etag.substring(1, etag.length() - 1)
                : etag;
    }
}
