package dev.larder.e2e.shape;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Who may depend on whom.
 *
 * @param root the package that holds the modules' packages; the rules are tried on classes that break them under
 *     another root
 */
record ModuleRules(String root) {
    private static final List<String> MODULES = List.of("model", "crds", "operator", "cache", "local", "bench", "e2e");

    private static final Map<String, List<String>> MAY_USE = Map.of(
            "model", List.of(),
            "crds", List.of(),
            "operator", List.of("crds", "model"),
            "cache", List.of("model"),
            "local", List.of("crds"),
            "bench", List.of("model", "cache", "local"));

    /** Libraries that a module must do without: two versions of Netty, and Kubernetes where no API server is. */
    private static final Map<String, List<String>> MUST_NOT_USE = Map.of(
            "model",
                    List.of(
                            "io.netty..",
                            "io.fabric8..",
                            "com.azure..",
                            "java.net..",
                            "java.nio.file..",
                            "java.nio.channels.."),
            "crds", List.of("io.netty..", "io.quarkus..", "com.azure.."),
            "operator", List.of("io.netty.."),
            "cache", List.of("io.fabric8..", "io.quarkus..", "io.javaoperatorsdk.."),
            "local", List.of("io.netty..", "io.quarkus.."),
            // What it measures runs in processes of its own; what it measures with must not share the product's code.
            // Azure's
            // client is one of the things that it measures, and the Kubernetes client how the local cluster is spoken
            // to.
            "bench", List.of("io.netty..", "io.quarkus.."));

    ArchRule moduleUsesOnly(String module) {
        var others = MODULES.stream()
                .filter(other -> !other.equals(module)
                        && !MAY_USE.getOrDefault(module, List.of()).contains(other))
                .map(this::of)
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(of(module))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .as("%s uses no module but %s".formatted(module, MAY_USE.getOrDefault(module, List.of())));
    }

    ArchRule moduleDoesWithout(String module) {
        return noClasses()
                .that()
                .resideInAPackage(of(module))
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAnyPackage(
                                MUST_NOT_USE.getOrDefault(module, List.of()).toArray(String[]::new))
                        // An address is a value; what opens connections is meant.
                        .and(DescribedPredicate.not(JavaClass.Predicates.equivalentTo(URI.class))))
                .as(module + " does without " + MUST_NOT_USE.getOrDefault(module, List.of()));
    }

    /** What operator and cache nodes must agree on cannot depend on when it is asked. */
    ArchRule modelHasNoClock() {
        return noClasses()
                .that()
                .resideInAPackage(of("model"))
                .should()
                .callMethodWhere(DescribedPredicate.describe("a clock is asked", ModuleRules::asksAClock))
                .as("model has no clock");
    }

    ArchRule packagesHaveNoCycles() {
        return SlicesRuleDefinition.slices()
                .assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        return type.getPackageName().startsWith(root)
                                ? SliceIdentifier.of(type.getPackageName())
                                : SliceIdentifier.ignore();
                    }

                    @Override
                    public String getDescription() {
                        return "packages";
                    }
                })
                .should()
                .beFreeOfCycles();
    }

    static List<String> modulesWithLimits() {
        return MAY_USE.keySet().stream().sorted().toList();
    }

    private String of(String module) {
        return root + "." + module + "..";
    }

    private static boolean asksAClock(JavaMethodCall call) {
        var owner = call.getTargetOwner();
        return owner.isAssignableTo(Clock.class)
                || (owner.isEquivalentTo(Instant.class) && call.getName().equals("now"))
                || (owner.isEquivalentTo(System.class)
                        && List.of("nanoTime", "currentTimeMillis").contains(call.getName()));
    }
}
