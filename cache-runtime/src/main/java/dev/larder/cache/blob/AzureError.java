package dev.larder.cache.blob;

/**
 * The error codes of the Blob service that this endpoint answers with, as clients know them. 500 is missing on purpose:
 * clients retry it for many seconds, and nothing that is unsupported heals.
 */
enum AzureError {
    AUTHENTICATION_FAILED(403, "AuthenticationFailed"),
    AUTHORIZATION_FAILURE(403, "AuthorizationFailure"),
    BLOB_NOT_FOUND(404, "BlobNotFound"),
    CONDITION_NOT_MET(412, "ConditionNotMet"),
    NOT_MODIFIED(304, "ConditionNotMet"),
    CONTAINER_NOT_FOUND(404, "ContainerNotFound"),
    HEADERS_TOO_LARGE(431, "RequestHeaderFieldsTooLarge"),
    INVALID_HEADER_VALUE(400, "InvalidHeaderValue"),
    INVALID_INPUT(400, "InvalidInput"),
    INVALID_QUERY(400, "InvalidQueryParameterValue"),
    QUERY_OUT_OF_RANGE(400, "OutOfRangeQueryParameterValue"),
    INVALID_RANGE(416, "InvalidRange"),
    INVALID_URI(400, "InvalidUri"),
    REQUEST_TIMEOUT(408, "RequestTimeout"),
    RESOURCE_NOT_FOUND(404, "ResourceNotFound"),
    SERVER_BUSY(503, "ServerBusy"),
    UNSATISFIABLE_CONDITION(400, "UnsatisfiableCondition"),
    UNSUPPORTED_HEADER(400, "UnsupportedHeader"),
    UNSUPPORTED_VERB(405, "UnsupportedHttpVerb"),
    URI_TOO_LONG(414, "InvalidUri");

    private final int status;
    private final String code;

    AzureError(int status, String code) {
        this.status = status;
        this.code = code;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    Refusal because(String message) {
        return new Refusal(this, message);
    }
}
