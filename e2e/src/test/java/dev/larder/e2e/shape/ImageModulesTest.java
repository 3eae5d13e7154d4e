package dev.larder.e2e.shape;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.larder.local.image.Images;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The images' Java runtime has only some of the JDK's modules: whatever our own code uses must be among them. */
class ImageModulesTest {
    @ParameterizedTest
    @ValueSource(strings = {"cluster-model", "crds", "operator", "cache-runtime"})
    void theRuntimeHasWhatTheModuleUses(String module) {
        var classes = new ClassFileImporter()
                .importPath(Path.of(System.getProperty("larder.home"), module, "target", "classes"));

        var used = new TreeSet<String>();
        classes.forEach(type -> type.getDirectDependenciesFromSelf()
                .forEach(dependency -> ModuleLayer.boot().modules().stream()
                        .filter(jdk -> jdk.getPackages()
                                .contains(dependency.getTargetClass().getPackageName()))
                        .map(Module::getName)
                        .filter(name -> name.startsWith("java.") || name.startsWith("jdk."))
                        .forEach(used::add)));

        assertThat(used).contains("java.base");
        assertThat(Images.javaModules()).containsAll(used);
    }
}
