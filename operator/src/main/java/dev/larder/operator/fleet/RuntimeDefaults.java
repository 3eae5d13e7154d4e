package dev.larder.operator.fleet;

/**
 * What the operator's installation says about cache pods.
 *
 * @param image used where a CacheCluster names none
 * @param feedUrl where cache nodes find the operator
 */
public record RuntimeDefaults(String image, String feedUrl) {}
