package dev.larder.cache.conformance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one client saw of one container, at the service and through a cache.
 *
 * @param reference the service's outcomes, by the call's name
 */
record Comparison(String client, Map<String, Outcome> reference, List<Finding> findings) {

    /**
     * A value in which a cache differs from the service.
     *
     * @param kind of the cache's outcome
     */
    record Finding(String client, String place, String call, String kind, Outcome.Difference difference) {
        @Override
        public String toString() {
            return "%s, %s, %s: %s".formatted(client, place, call, difference);
        }
    }

    /** Lets the client do all calls that it knows at all places. */
    static Comparison of(String name, Client client, Stage.Pair pair) throws Exception {
        var calls = pair.calls().stream()
                .filter(call -> call.clients().contains(name))
                .toList();
        var places = new ArrayList<>(List.of(pair.service()));
        places.addAll(pair.caches());
        var lines = new ArrayList<Map<String, Object>>();
        for (var place : places) {
            calls.forEach(call -> lines.add(call.at(place, name, lines.size())));
        }
        var outcomes = client.run(lines).stream().map(Outcome::of).toList();
        if (outcomes.size() != lines.size()) {
            throw new IllegalStateException(name + " told of " + outcomes.size() + " calls of " + lines.size());
        }
        var reference = new HashMap<String, Outcome>();
        var findings = new ArrayList<Finding>();
        for (int i = 0; i < outcomes.size(); i++) {
            var call = calls.get(i % calls.size()).name();
            var place = places.get(i / calls.size()).name();
            var outcome = outcomes.get(i);
            var expected = reference.putIfAbsent(call, outcome);
            if (expected != null) {
                for (var difference : outcome.differencesFrom(expected)) {
                    findings.add(new Finding(name, place, call, outcome.kind(), difference));
                }
            }
        }
        return new Comparison(name, reference, findings);
    }
}
