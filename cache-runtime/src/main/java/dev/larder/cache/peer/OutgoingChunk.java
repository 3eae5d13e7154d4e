package dev.larder.cache.peer;

import dev.larder.cache.read.FillFailure;

/** One chunk on its way to an asker, as frames. Runs on the connection's event loop. */
sealed interface OutgoingChunk permits StoredOutgoing, ArrivingOutgoing {

    /** What came of sending some. */
    sealed interface Step {}

    enum Turn implements Step {
        /** There may be more. */
        MORE,
        /** All of it is sent. */
        DONE,
        /** There will be news. */
        WAIT,
        /** It must be asked for again; nothing of it is sent. */
        AGAIN,
        /** It is lost in the middle of a frame, which cannot be ended. */
        TORN
    }

    /** No more of it will come. */
    record Failed(FillFailure why) implements Step {}

    /** Sends what there is, as far as budget allows. */
    Step send();

    /** Nothing else may be sent now. */
    boolean isWithinFrame();

    /** Lets go of it. */
    void close();
}
