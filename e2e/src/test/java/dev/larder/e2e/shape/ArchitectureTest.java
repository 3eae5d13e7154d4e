package dev.larder.e2e.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule holds for the modules, and is broken by a class that was written to break it. */
class ArchitectureTest {
    private static final Path HOME = Path.of(System.getProperty("larder.home"));
    private static final List<String> MODULES =
            List.of("cluster-model", "crds", "operator", "cache-runtime", "local-cluster", "bench", "e2e");
    private static final List<String> TIERS = List.of("conformance", "control-plane", "cluster", "k3s");
    private static final String BROKEN = "dev.larder.e2e.shape.broken";
    private static final String WIRE = "/dev/larder/model/wire/";
    /** What JMH makes of a benchmark is no code of ours either. */
    private static final String MEASURED = "/jmh_generated/";

    private static final JavaClasses MAIN = classes("classes");
    private static final JavaClasses TESTS = classes("test-classes");
    private static final JavaClasses BROKEN_CLASSES = new ClassFileImporter().importPackages(BROKEN);

    static Stream<Arguments> mainRules() {
        return rules("dev.larder");
    }

    static Stream<Arguments> testRules() {
        return tests("dev.larder");
    }

    static Stream<Arguments> brokenRules() {
        return Stream.concat(rules(BROKEN), tests(BROKEN));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mainRules")
    void theModulesKeepTheRule(String name, ArchRule rule) {
        rule.allowEmptyShould(true).check(MAIN);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("testRules")
    void theTestsKeepTheRule(String name, ArchRule rule) {
        rule.allowEmptyShould(true).check(TESTS);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenRules")
    void aClassThatBreaksTheRuleIsReported(String name, ArchRule rule) {
        assertThatThrownBy(() -> rule.check(BROKEN_CLASSES))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(BROKEN);
    }

    @ParameterizedTest
    @MethodSource("modules")
    void everyModuleIsLookedAt(String module) {
        var classes = HOME.resolve(module).resolve("target");

        assertThat(classes.resolve(module.equals("e2e") ? "test-classes" : "classes"))
                .isDirectory();
    }

    static Stream<String> modules() {
        return MODULES.stream();
    }

    private static Stream<Arguments> rules(String root) {
        var modules = new ModuleRules(root);
        var code = new CodeRules(root);
        var perModule = ModuleRules.modulesWithLimits().stream()
                .flatMap(module -> Stream.of(modules.moduleUsesOnly(module), modules.moduleDoesWithout(module)));
        return Stream.concat(
                        perModule,
                        Stream.of(
                                modules.modelHasNoClock(),
                                modules.packagesHaveNoCycles(),
                                code.namesSayWhatThingsAre(),
                                code.packagesAreFlat(),
                                code.nothingStaticChanges(),
                                code.onlyMainsExit()))
                .map(rule -> Arguments.of(rule.getDescription(), rule));
    }

    private static Stream<Arguments> tests(String root) {
        var code = new CodeRules(root);
        return Stream.of(code.noTestIsTurnedOff(), code.testsDoNotSleep(), code.integrationTestsNameTheirTier(TIERS))
                .map(rule -> Arguments.of(rule.getDescription(), rule));
    }

    private static JavaClasses classes(String directory) {
        ImportOption ours = location -> !location.contains(WIRE)
                && !location.contains(MEASURED)
                && !location.contains(BROKEN.replace('.', '/'))
                && !location.contains("/e2e/shape/");
        var paths = MODULES.stream()
                .map(module -> HOME.resolve(module).resolve("target").resolve(directory))
                .filter(Files::isDirectory)
                .toList();
        return new ClassFileImporter().withImportOption(ours).importPaths(paths);
    }
}
