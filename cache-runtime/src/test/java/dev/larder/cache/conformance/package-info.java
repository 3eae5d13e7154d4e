/** Azure's own clients read from Azurite and from a cache node, and must see the same. */
@org.jspecify.annotations.NullMarked
package dev.larder.cache.conformance;
