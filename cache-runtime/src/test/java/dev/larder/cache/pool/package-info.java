@org.jspecify.annotations.NullMarked
package dev.larder.cache.pool;
