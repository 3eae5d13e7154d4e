package dev.larder.cache.fetch;

import dev.larder.cache.pipe.Pipe;
import dev.larder.cache.read.ByteSource;
import dev.larder.cache.read.ChunkRef;
import dev.larder.cache.read.FillFailure;
import dev.larder.cache.read.FillReader;
import dev.larder.cache.store.BlockSums;
import dev.larder.cache.store.StoredChunk;
import dev.larder.model.blob.ChunkId;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One chunk on its way here: one writer (whichever source has its turn), any number of readers.
 *
 * <p>{@code written} is how far the bytes have come, {@code available} how far readers may go: bytes from a peer become
 * available only once their checksum was verified. The lock of this object guards everything; nothing is called while
 * holding it except the buffers and pipes, and {@link FillEnd#lingers}, which takes no lock.
 */
final class ChunkFill {

    /** Bytes are summed and kept in blocks of this size; a chunk's last is shorter. Part of the peer protocol. */
    static final int BLOCK = FillReader.BLOCK;

    final ChunkRef ref;
    final ChunkId id;
    final int length;
    private final FillGrant grant;
    private final FillEnd end;
    private final FillBody body;
    private final FillReaders readers = new FillReaders();
    private volatile int available;
    private volatile @Nullable FillFailure failure;
    private @Nullable StoredChunk stored;
    /** No reader can join any more: memory is gone, or the fill failed. */
    private boolean over;

    private final FillPurpose purpose;
    private final FillTurn turn = new FillTurn();
    /** Somebody waits who would rather have it from the origin than wait for an unreachable peer. */
    private volatile boolean urgent;

    /** What the owner of fills wants to know, and knows. */
    interface FillEnd {
        /** The last reader went. Called without locks. */
        void abandoned(ChunkFill fill);

        /** A chunk that is not stored is kept in memory for whoever may ask for it next. Called with the fill's lock: takes none. */
        boolean lingers();
    }

    ChunkFill(ChunkRef ref, ChunkId id, FillMemory memory, FillMemory.Rank rank, boolean held, FillEnd end) {
        this.ref = ref;
        this.id = id;
        this.length = ref.length();
        this.grant = new FillGrant(memory, length, rank);
        this.purpose = new FillPurpose(held);
        this.end = end;
        this.body = new FillBody(memory, length);
    }

    // ---- the writer's side

    /** True if there is memory; otherwise {@code resume} runs once there is, unless the fill ends first. */
    boolean ready(Runnable resume) {
        synchronized (this) {
            if (body.hasMemory() || over) {
                return true;
            }
        }
        // If it has ended meanwhile, nobody else withdraws what was not asked for then.
        return grant.ask(this::granted, resume) || (isOver() && grant.withdraw());
    }

    private void granted() {
        boolean unwanted;
        synchronized (this) {
            unwanted = over;
            if (!over) {
                body.allocate();
            }
        }
        if (unwanted) {
            grant.giveBack();
        }
    }

    /** Forgets what was not made available: the source that sent it broke. */
    synchronized void rewind() {
        body.takeBackPlace();
        body.rewind(available);
    }

    /** As {@link FillBody#takeBackPlace}. */
    synchronized void takeBackPlace() {
        body.takeBackPlace();
    }

    /** As {@link RunSink#place}. */
    @Nullable
    synchronized ByteBuf place(int most) {
        return over || !body.hasMemory() ? null : body.place(most, turn.isOfPeer());
    }

    synchronized int written() {
        return body.written();
    }

    /** Appends; never more than is missing. Ignored once the fill is over. */
    synchronized void write(ByteBuffer bytes) {
        turn.feeds();
        if (!over) {
            body.write(bytes);
        }
    }

    /** Of [from, to), which must be written, and be a block or the whole chunk. */
    synchronized int crc32c(int from, int to) {
        return body.crc32c(from, to);
    }

    /** Of the chunk, all of which must be written. */
    synchronized BlockSums sums() {
        return body.sums();
    }

    /** Lets readers have what is written, up to {@code to}. */
    void publish(int to) {
        List<Runnable> actions;
        synchronized (this) {
            if (over || to <= available) {
                return;
            }
            available = Math.min(to, body.written());
            actions = readers.takeActions(available);
        }
        actions.forEach(Runnable::run);
    }

    boolean isWhole() {
        return available == length;
    }

    /** No more will come. Readers keep what they may already read. True if this call ended it. */
    boolean fail(FillFailure why) {
        List<Runnable> actions;
        boolean free;
        synchronized (this) {
            if (failure != null || available == length || over) {
                return false;
            }
            failure = why;
            over = true;
            purpose.drop();
            actions = readers.takeActions(length);
            free = readers.isEmpty() && body.free();
        }
        grant.withdraw();
        if (free) {
            grant.giveBack();
        }
        actions.forEach(Runnable::run);
        return true;
    }

    // ---- the owner's side

    /** The whole chunk's bytes, for storing; valid until the fill is told that it is stored. */
    synchronized List<ByteBuffer> bytes() {
        return body.bytes();
    }

    /** The disk has it: memory is given back, and readers that are still behind read what was just written. */
    void storedAs(StoredChunk chunk) {
        boolean free;
        boolean needed;
        synchronized (this) {
            purpose.drop();
            over = true;
            free = body.free();
            needed = !readers.isEmpty();
            if (needed) {
                stored = chunk;
            }
        }
        if (!needed) {
            chunk.close();
        }
        if (free) {
            grant.giveBack();
        }
    }

    /** It will not be stored: it lives as long as somebody reads. */
    synchronized void keepForReadersOnly() {
        purpose.drop();
    }

    synchronized boolean isHeld() {
        return purpose.isHeld();
    }

    /** It is to be stored after all: a new map made this node a holder. False: too late, it is over or spent. */
    synchronized boolean keep() {
        if (over || body.isSpent()) {
            return false;
        }
        purpose.hold();
        return true;
    }

    /** True for the one caller who is to store it now. */
    synchronized boolean beginStoring() {
        return !over && available == length && purpose.beginStoring();
    }

    /** Completes when nothing more will happen to it: with null if it is stored, else with why not. */
    synchronized CompletableFuture<@Nullable FillFailure> settled() {
        return purpose.settled();
    }

    /** It need not be stored any more. False: that has begun, or is over. */
    synchronized boolean letGo() {
        if (over || purpose.isStoring()) {
            return false;
        }
        purpose.drop();
        return true;
    }

    /** Ends the fill if nobody reads and nothing must be stored. True if this call ended it. */
    boolean dismiss() {
        boolean free;
        synchronized (this) {
            if (over || purpose.isHeld() || !readers.isEmpty()) {
                return false;
            }
            over = true;
            free = body.free();
        }
        grant.withdraw();
        if (free) {
            grant.giveBack();
        }
        return true;
    }

    /** A source has its turn: the origin, or one of which nothing has come yet. */
    synchronized void turn(boolean ofOrigin) {
        turn.begin(ofOrigin, body.written());
    }

    /**
     * The origin was asked, or the source whose turn it is has begun to send: to wait for this fill is not to wait in a
     * circle of nodes that all wait for each other.
     */
    synchronized boolean isFed() {
        return turn.isFed();
    }

    boolean isUrgent() {
        return urgent;
    }

    void markUrgent() {
        urgent = true;
    }

    @Nullable
    FillFailure failure() {
        return failure;
    }

    synchronized boolean isOver() {
        return over;
    }

    /** A reader can join. Once it cannot, another fill may take this one's place. */
    synchronized boolean isJoinable() {
        return !over && !body.isSpent();
    }

    /** Some of its memory was given back before the chunk was whole, so it is of use to its readers only. */
    synchronized boolean isSpent() {
        return body.isSpent();
    }

    synchronized boolean hasMemory() {
        return body.hasMemory();
    }

    /** A new reader, or null if the fill is over and the caller must look again. */
    @Nullable
    FillReader join(FillMemory.Rank as) {
        FillCursor cursor;
        synchronized (this) {
            if (over || body.isSpent()) {
                return null;
            }
            cursor = new FillCursor(this, isWhole());
            readers.add(cursor);
        }
        grant.raise(as);
        return cursor;
    }

    // ---- the readers' side

    int available() {
        return available;
    }

    synchronized ByteSource source(int offset) {
        return turn.source(offset);
    }

    synchronized boolean isStored() {
        return stored != null;
    }

    /** As {@link FillReader#read}. */
    ByteBuf read(FillCursor reader, int offset, int count) {
        StoredChunk chunk;
        synchronized (this) {
            if (reader.isClosed()) {
                throw new IllegalStateException("reader of " + id + " is closed");
            }
            if (offset < 0 || count < 0 || count > available - offset) {
                throw new IndexOutOfBoundsException(
                        "[" + offset + ", +" + count + ") of " + available + " available bytes of " + id);
            }
            if (body.hasMemory()) {
                return body.slice(offset, count);
            }
            chunk = stored;
        }
        if (chunk == null) {
            throw new IllegalStateException("bytes of " + id + " are gone");
        }
        return FillBytes.readBack(chunk, offset, count);
    }

    /** As {@link FillReader#passed}. */
    synchronized void passed(FillCursor reader, int to) {
        if (reader.isClosed()) {
            return;
        }
        reader.pass(to);
        if (body.isSpent() || isForReadersOnly()) {
            body.giveBack(Math.min(readers.passed(), available));
        }
    }

    /**
     * Of a peer, who can send it again without asking the origin. If he breaks off and the origin sends the rest, whoever comes after
     * that may make the origin send all of it once more: what was given back is nowhere else.
     */
    private boolean isForReadersOnly() {
        return !purpose.isHeld()
                && !over
                && length > BLOCK
                && turn.isOfPeer()
                && !readers.mayReturn()
                && !end.lingers();
    }

    /** As {@link FillReader#takesPipes}. */
    synchronized void wantPipes(FillCursor reader) {
        if (!reader.isClosed()) {
            reader.takes();
            body.wantPipes();
        }
    }

    /** As {@link FillReader#pipe}. */
    @Nullable
    synchronized Pipe pipe(FillCursor reader, int from) {
        boolean readable = !reader.isClosed() && Math.min(from + BLOCK, length) <= available;
        return readable ? body.pipe(from) : null;
    }

    /** As {@link FillReader#onProgress}. */
    void onProgress(FillCursor reader, int seen, Runnable next) {
        synchronized (this) {
            if (reader.isClosed()) {
                return;
            }
            if (available <= seen && failure == null) {
                reader.waits(available, next);
                return;
            }
        }
        next.run();
    }

    /** A reader closes; the last one ends what nobody else needs. */
    void leave(FillCursor reader) {
        StoredChunk unpinned = null;
        boolean last;
        boolean free = false;
        synchronized (this) {
            if (reader.isClosed()) {
                return;
            }
            reader.closed();
            readers.remove(reader, length);
            last = readers.isEmpty();
            if (!readers.takePipes()) {
                body.unwantPipes();
            }
            if (last && over) {
                unpinned = stored;
                stored = null;
                free = body.free();
            }
        }
        if (unpinned != null) {
            unpinned.close();
        }
        if (free) {
            grant.giveBack();
        }
        if (last) {
            end.abandoned(this);
        }
    }
}
