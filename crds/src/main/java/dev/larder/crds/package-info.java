/**
 * The API of Larder, {@code larder.dev/v1alpha1}: what users write and what the operator answers.
 *
 * <p>Specs and statuses are records. A component that is not {@code @Nullable} is never null, also when the JSON lacks
 * it: the constructors fill in the same defaults as the API server, so that code reads one shape of object.
 */
@NullMarked
package dev.larder.crds;

import org.jspecify.annotations.NullMarked;
