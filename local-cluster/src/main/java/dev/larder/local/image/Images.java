package dev.larder.local.image;

import dev.larder.crds.cluster.Network;
import dev.larder.local.machine.MachineException;
import dev.larder.local.machine.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The product's images, built from what Maven has packaged. Both have the same first layer: the C library and a linked
 * Java runtime. They run as user 65532 and need no writable root.
 */
public final class Images {
    private static final String JAVA = "/opt/java";
    private static final String APPLICATION = "/app";

    /**
     * Of what a cache node makes, a read's objects die at once and what it remembers stays. A collection is minutes after the one before, and copied
     * all of that 15 times before it was promoted: pauses of 10 to 18 ms, and 2 to 4 ms since it is promoted with the second.
     */
    private static final String PROMOTED_SOON = "MaxTenuringThreshold=1";

    private final Path home;
    private final Path cache;
    private final Progress progress;

    /**
     * @param home the project's directory, with its modules packaged
     * @param cache what is built is kept here and found again
     */
    public Images(Path home, Path cache, Progress progress) {
        this.home = home;
        this.cache = cache;
        this.progress = progress;
    }

    /** The JDK's modules that the images' Java runtime is linked from; those that they need in turn come with them. */
    public static List<String> javaModules() {
        return JavaRuntime.MODULES;
    }

    /**
     * The image of the cache node.
     *
     * @throws MachineException when the module is not packaged or the image cannot be built
     */
    public Image cacheRuntime() {
        var target = home.resolve("cache-runtime/target");
        var jars = new ArrayList<>(files(target.resolve("image/lib"), ".jar"));
        var own = files(target, "-SNAPSHOT.jar").stream()
                .filter(jar -> jar.getFileName().toString().startsWith("larder-cache-runtime"))
                .toList();
        var classpath = Stream.concat(own.stream(), jars.stream())
                .map(jar -> APPLICATION + "/lib/" + jar.getFileName())
                .toList();
        var layers = new ArrayList<Layer>();
        layers.add(base());
        layers.add(layer("dependencies", jars.stream().filter(jar -> !ours(jar))));
        var application =
                new ArrayList<>(layer("application", Stream.concat(jars.stream().filter(Images::ours), own.stream()))
                        .files());
        application.add(JavaCommand.flags(40, cache.resolve("root"), PROMOTED_SOON));
        layers.add(new Layer("application", List.copyOf(application)));
        return new ImageTar(cache, progress)
                .write(new ImageSpec(
                        "larder/cache-runtime:" + version(),
                        layers,
                        JavaCommand.line(List.of("-cp", String.join(":", classpath), "dev.larder.cache.CacheNodeMain")),
                        Map.of(),
                        List.of(Network.DEFAULT_BLOB_PORT, Network.DEFAULT_PEER_PORT, Network.DEFAULT_ADMIN_PORT)));
    }

    /**
     * The image of the operator.
     *
     * @throws MachineException when the module is not packaged or the image cannot be built
     */
    public Image operator() {
        var application = home.resolve("operator/target/quarkus-app");
        var files = new ArrayList<>(tree(application));
        files.add(JavaCommand.flags(60, cache.resolve("root")));
        var layers = List.of(
                base(),
                new Layer(
                        "dependencies",
                        files.stream()
                                .filter(file -> library(file) && !ours(file.source()))
                                .toList()),
                new Layer(
                        "application",
                        files.stream()
                                .filter(file -> !library(file) || ours(file.source()))
                                .toList()));
        return new ImageTar(cache, progress)
                .write(new ImageSpec(
                        "larder/operator:" + version(),
                        layers,
                        JavaCommand.line(List.of("-jar", APPLICATION + "/quarkus-run.jar")),
                        Map.of("QUARKUS_HTTP_HOST", "0.0.0.0"),
                        List.of(8710, 9000)));
    }

    private static List<ImageFile> tree(Path quarkus) {
        require(quarkus, Files.isRegularFile(quarkus.resolve("quarkus-run.jar")) ? List.of(quarkus) : List.of());
        return ImageFile.tree(quarkus, APPLICATION);
    }

    private Layer base() {
        var runtime = JavaRuntime.of(Path.of(System.getProperty("java.home")), cache, progress);
        var files = new ArrayList<>(RootFiles.in(cache.resolve("root")));
        files.addAll(ImageFile.tree(runtime, JAVA));
        SharedLibraries.of(List.of(runtime)).forEach(library -> files.add(ImageFile.of(library, library.toString())));
        return new Layer("java", List.copyOf(files));
    }

    private static Layer layer(String name, Stream<Path> jars) {
        return new Layer(
                name,
                jars.map(jar -> ImageFile.of(jar, APPLICATION + "/lib/" + jar.getFileName()))
                        .toList());
    }

    private static boolean library(ImageFile file) {
        return file.target().startsWith(APPLICATION + "/lib/");
    }

    private static boolean ours(Path jar) {
        var name = jar.getFileName().toString();
        return name.startsWith("larder-") || name.startsWith("dev.larder.");
    }

    private String version() {
        return ProjectVersion.of(home.resolve("pom.xml"));
    }

    private static List<Path> files(Path directory, String ending) {
        if (!Files.isDirectory(directory)) {
            return require(directory, List.of());
        }
        try (var files = Files.list(directory)) {
            return require(
                    directory,
                    files.filter(file -> file.toString().endsWith(ending))
                            .sorted(Comparator.naturalOrder())
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> List<T> require(Path place, List<T> found) {
        if (found.isEmpty() || !Files.exists(place)) {
            throw new MachineException(place + " is not there: run mvn package -DskipTests first (./larder up does).");
        }
        return found;
    }
}
