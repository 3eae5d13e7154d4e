package dev.larder.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Modules with another Netty than Fabric8's use these packages without this module's dependencies. */
class LightPackagesTest {
    private static final String[] LIGHT = {
        "dev.larder.local.machine",
        "dev.larder.local.binaries",
        "dev.larder.local.azurite",
        "dev.larder.local.origin",
        "dev.larder.local.network"
    };

    @Test
    void theOriginNeedsTheJdkOnly() throws URISyntaxException {
        var main = LocalClusters.class.getProtectionDomain().getCodeSource().getLocation();
        var all = new ClassFileImporter().importPath(Path.of(main.toURI()));
        classes()
                .that()
                .resideInAnyPackage(LIGHT)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "com.sun.net.httpserver",
                        "org.jspecify.annotations",
                        LIGHT[0],
                        LIGHT[1],
                        LIGHT[2],
                        LIGHT[3],
                        LIGHT[4])
                .check(all);
    }
}
