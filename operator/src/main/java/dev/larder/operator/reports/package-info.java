/** What cache nodes say of themselves, folded. */
@NullMarked
package dev.larder.operator.reports;

import org.jspecify.annotations.NullMarked;
