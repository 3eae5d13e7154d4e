package dev.larder.operator.source;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.identity.CredentialUnavailableException;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobStorageException;
import dev.larder.crds.condition.Reason;
import dev.larder.crds.dataset.AzureBlob;
import dev.larder.operator.source.ListingOutcome.Failed;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import org.jspecify.annotations.Nullable;

/** What an exception of the Azure SDK means for a person. */
final class Failures {
    private Failures() {}

    static Failed of(RuntimeException e, AzureBlob what, Access access) {
        for (Throwable t = e; t != null; t = next(t)) {
            switch (t) {
                case BlobStorageException answer -> {
                    return answered(answer, what, access);
                }
                case CredentialUnavailableException unavailable -> {
                    return new Failed(
                            Reason.CREDENTIAL_MISSING,
                            "workload identity does not work in the operator's pod: " + unavailable.getMessage());
                }
                case ClientAuthenticationException refused -> {
                    return new Failed(Reason.PERMISSION_DENIED, firstLine(refused.getMessage()));
                }
                case UnknownHostException unknown -> {
                    return noSuchHost(access);
                }
                case UnresolvedAddressException unknown -> {
                    return noSuchHost(access);
                }
                case IllegalArgumentException bad -> {
                    return new Failed(
                            Reason.CREDENTIAL_MISSING,
                            "the credential of account " + access.account() + " is not usable: "
                                    + firstLine(bad.getMessage()));
                }
                default -> {}
            }
        }
        return new Failed(
                Reason.ORIGIN_UNREACHABLE, access.display() + " does not answer: " + firstLine(rootMessage(e)));
    }

    private static Failed answered(BlobStorageException e, AzureBlob what, Access access) {
        BlobErrorCode code = e.getErrorCode();
        int status = e.getStatusCode();
        String said = access.display() + " answered " + status + (code == null ? "" : " " + code);
        if (BlobErrorCode.CONTAINER_NOT_FOUND.equals(code) || BlobErrorCode.CONTAINER_BEING_DELETED.equals(code)) {
            return new Failed(
                    Reason.CONTAINER_NOT_FOUND, "account " + what.account() + " has no container " + what.container());
        }
        if (status == 401
                || status == 403
                || BlobErrorCode.NO_AUTHENTICATION_INFORMATION.equals(code)
                || status == 409) {
            return new Failed(Reason.PERMISSION_DENIED, said + " to listing container " + what.container());
        }
        if (status == 404 && access.key() instanceof Access.Key.Anonymous) {
            return new Failed(
                    Reason.PERMISSION_DENIED,
                    said + ": container " + what.container() + " does not exist, or is not open to anonymous readers");
        }
        if (status == 404 || status == 400) {
            return new Failed(Reason.ACCOUNT_NOT_FOUND, said + ": it may be another account's, or no blob service");
        }
        return new Failed(Reason.ORIGIN_UNREACHABLE, said);
    }

    private static Failed noSuchHost(Access access) {
        return new Failed(Reason.ACCOUNT_NOT_FOUND, "no such host: " + access.display());
    }

    private static @Nullable Throwable next(Throwable t) {
        Throwable cause = t.getCause();
        if (cause != null && cause != t) {
            return cause;
        }
        // The SDK hangs what really happened onto the exception of its last try.
        Throwable[] suppressed = t.getSuppressed();
        return suppressed.length == 0 ? null : suppressed[0];
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        for (Throwable t = next(e); t != null; t = next(t)) {
            root = t.getMessage() == null ? root : t;
        }
        return root.getClass().getSimpleName() + (root.getMessage() == null ? "" : ": " + root.getMessage());
    }

    private static String firstLine(@Nullable String text) {
        if (text == null) {
            return "no further detail";
        }
        String line = text.lines().findFirst().orElse("");
        return line.length() > 300 ? line.substring(0, 300) + "..." : line;
    }
}
