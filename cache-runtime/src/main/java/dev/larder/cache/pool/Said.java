package dev.larder.cache.pool;

import dev.larder.cache.catalog.Resolution;

/** What the origin said of a blob to one client's credential. */
public sealed interface Said {

    /** The client may read it, and this is its version. */
    record Readable(Resolution.InDataset blob) implements Said {}

    /** The client may not, or there is none; how the origin says so is between the two. */
    record Refused(int status) implements Said {}

    /** The client may read it, but it is nothing that can be kept. */
    record NotKept(String why) implements Said {}

    /** The origin could not be asked. */
    record Unknown(String why) implements Said {}
}
