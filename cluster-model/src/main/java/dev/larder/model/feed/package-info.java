/** What both ends of the feed must agree on: who relays, and how contents are compared. */
@org.jspecify.annotations.NullMarked
package dev.larder.model.feed;
