package dev.larder.cache.blob;

import dev.larder.cache.read.ChunkReads;
import dev.larder.cache.read.ColdReads;
import java.util.concurrent.Executor;

/**
 * What the {@link ChunkStream}s of one endpoint share.
 *
 * @param cold reads in what is not in memory
 * @param blocking runs what else may wait for the disk
 */
record StreamMeans(ChunkReads reads, ColdReads cold, Executor blocking) {}
