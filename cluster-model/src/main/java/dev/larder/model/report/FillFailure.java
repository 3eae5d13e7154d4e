package dev.larder.model.report;

/**
 * Why fills fail.
 *
 * @param reason one word that programs compare
 * @param message for people
 * @param count how many fills failed for this reason since one succeeded
 */
public record FillFailure(String reason, String message, long count) {}
