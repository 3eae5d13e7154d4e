package dev.larder.operator.session;

import dev.larder.operator.nodes.Seen;
import dev.larder.operator.settings.Settings;
import java.time.Clock;

/**
 * What every session uses.
 *
 * @param clock for how long something lasts; does not jump
 * @param calendar for what people set a date to
 */
record Surroundings(
        Seen observed, StateStore store, Settings settings, Clock clock, Clock calendar, SessionListener listener) {}
