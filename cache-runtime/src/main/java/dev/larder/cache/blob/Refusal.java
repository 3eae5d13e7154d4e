package dev.larder.cache.blob;

/**
 * An answer that is an error.
 *
 * @param message for a person; says what was wrong and, where there is one, what would be right
 */
record Refusal(AzureError error, String message) {

    /** The body clients expect; {@code id} is the request's id, so that the two sides' logs can be matched. */
    String xml(String id) {
        var xml = new XmlText(256 + message.length());
        xml.raw("<?xml version=\"1.0\" encoding=\"utf-8\"?><Error>");
        xml.element("Code", error.code());
        xml.element("Message", message + "\nRequestId:" + id);
        return xml.raw("</Error>").toString();
    }
}
