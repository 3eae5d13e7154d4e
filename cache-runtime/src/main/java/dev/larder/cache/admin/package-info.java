/** Health, metrics and a view inside, for people and probes. */
@org.jspecify.annotations.NullMarked
package dev.larder.cache.admin;
