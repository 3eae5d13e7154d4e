package dev.larder.cache.conformance;

import java.util.List;
import java.util.Map;

/** One of Azure's clients. */
interface Client {

    /**
     * Does the calls one after another.
     *
     * @param lines of {@link Call#at}
     * @return for each, in the same order, what {@link Outcome#of} reads
     */
    List<Map<?, ?>> run(List<Map<String, Object>> lines) throws Exception;
}
