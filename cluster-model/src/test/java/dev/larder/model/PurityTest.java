package dev.larder.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The module is pure: no network, no Kubernetes, no files, no clock. Everybody who has the data computes the same. */
class PurityTest {
    private static final ArchRule NO_FRAMEWORKS = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "io.fabric8..", "io.javaoperatorsdk..", "io.quarkus..", "com.azure..");

    private static final ArchRule NO_FILES_AND_SOCKETS = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.nio\\.(file|channels)\\..*|java\\.io\\.(File.*|RandomAccessFile)"
                    + "|java\\.net\\.(?!URI)[A-Z].*|java\\.net\\.http\\..*");

    private static final ArchRule NO_CLOCK = com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes()
            .should(new ArchCondition<JavaClass>("not ask what time it is") {
                private static final Set<String> CLOCKS = Set.of(
                        "java.lang.System.currentTimeMillis",
                        "java.lang.System.nanoTime",
                        "java.time.Instant.now",
                        "java.time.Clock.systemUTC");

                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                        String target = access.getTargetOwner().getName() + "."
                                + access.getTarget().getName();
                        if (CLOCKS.contains(target)) {
                            events.add(SimpleConditionEvent.violated(type, access.getDescription()));
                        }
                    }
                }
            });

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(location -> !location.contains(PurityTest.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .getPath()))
            .withImportOption(location -> !location.matches(Pattern.compile(".*/model/wire/.*")))
            .importPackages("dev.larder.model");

    private static final JavaClasses IMPURE = new ClassFileImporter().importClasses(Impure.class);

    @Test
    void theModuleIsPure() {
        assertThat(MAIN.size()).isGreaterThan(40);
        NO_FRAMEWORKS.check(MAIN);
        NO_FILES_AND_SOCKETS.check(MAIN);
        NO_CLOCK.check(MAIN);
    }

    @Test
    void theRulesNoticeAClassThatBreaksThem() {
        assertThat(NO_FILES_AND_SOCKETS.evaluate(IMPURE).getFailureReport().getDetails())
                .anyMatch(d -> d.contains("java.nio.file.Files"))
                .anyMatch(d -> d.contains("java.io.FileInputStream"))
                .anyMatch(d -> d.contains("java.net.Socket"));
        assertThat(NO_CLOCK.evaluate(IMPURE).getFailureReport().getDetails())
                .anyMatch(d -> d.contains("nanoTime"))
                .anyMatch(d -> d.contains("currentTimeMillis"))
                .anyMatch(d -> d.contains("Instant.now"));
        assertThat(noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("java.nio.file..")
                        .evaluate(IMPURE)
                        .hasViolation())
                .as("the kind of rule that keeps frameworks out; none is on this class path to break it with")
                .isTrue();
    }
}
