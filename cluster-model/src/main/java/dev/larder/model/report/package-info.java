/** What cache nodes report of themselves, and how reports add up. */
@org.jspecify.annotations.NullMarked
package dev.larder.model.report;
