package dev.larder.operator.reports;

import dev.larder.model.report.NodeReport;
import org.jspecify.annotations.Nullable;

/**
 * A node that answers.
 *
 * @param report its newest, or null before there is one
 */
public record Heard(String node, @Nullable NodeReport report) {}
