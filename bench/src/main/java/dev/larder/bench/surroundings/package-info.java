/** What cache nodes need around them when they are measured: blobs, a storage account, an operator. */
@org.jspecify.annotations.NullMarked
package dev.larder.bench.surroundings;
