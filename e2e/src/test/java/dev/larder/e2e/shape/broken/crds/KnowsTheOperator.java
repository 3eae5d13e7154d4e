package dev.larder.e2e.shape.broken.crds;

import com.azure.storage.blob.BlobServiceClient;
import dev.larder.e2e.shape.broken.operator.KnowsTheCache;

/** API types must know neither who reads them nor the origin. */
record KnowsTheOperator(KnowsTheCache operator, BlobServiceClient origin) {}
