package dev.larder.cache.store;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Functions of Linux's C library. Immutable and thread-safe. */
public final class CLibrary {

    private final Linker linker = Linker.nativeLinker();
    private final SymbolLookup symbols = linker.defaultLookup();

    private CLibrary() {}

    /** Null where it lacks one of these functions, or where the process may not make native calls. */
    public static @Nullable CLibrary with(String... functions) {
        if (!System.getProperty("os.name").equals("Linux")
                || !CLibrary.class.getModule().isNativeAccessEnabled()) {
            return null;
        }
        CLibrary c = new CLibrary();
        return Arrays.stream(functions).allMatch(name -> c.symbols.find(name).isPresent()) ? c : null;
    }

    /** One that was asked for in {@link #with}. */
    @SuppressWarnings("restricted")
    public MethodHandle function(String name, FunctionDescriptor type, Linker.Option... options) {
        return linker.downcallHandle(symbols.findOrThrow(name), type, options);
    }

    /** To be thrown for what a call of such a function threw; what is unchecked is thrown at once. */
    public static Error impossible(Throwable thrown) {
        if (thrown instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        return thrown instanceof Error error ? error : new AssertionError("A native call throws nothing", thrown);
    }
}
