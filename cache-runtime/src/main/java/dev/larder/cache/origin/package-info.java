/** Reading one version of one blob from where it lives. */
@org.jspecify.annotations.NullMarked
package dev.larder.cache.origin;
