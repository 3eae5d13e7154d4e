package dev.larder.operator.session;

import dev.larder.operator.nodes.Observed;
import dev.larder.operator.settings.Settings;
import java.time.Clock;

/** What every session uses. */
record Surroundings(Observed observed, StateStore store, Settings settings, Clock clock, SessionListener listener) {}
