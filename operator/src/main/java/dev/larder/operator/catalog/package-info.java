/** What cache nodes must hold or serve, as a pure function of Datasets and their listings. */
@NullMarked
package dev.larder.operator.catalog;

import org.jspecify.annotations.NullMarked;
