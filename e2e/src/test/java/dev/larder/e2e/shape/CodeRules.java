package dev.larder.e2e.shape;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What is not allowed anywhere below a root package. */
record CodeRules(String root) {
    private static final String VAGUE = "(utils?|common|managers?|helpers?)";
    private static final Pattern VAGUE_PACKAGE = Pattern.compile("(.*\\.)?" + VAGUE + "(\\..*)?");
    private static final Pattern VAGUE_CLASS = Pattern.compile("(?i:.*)(Utils?|Common|Managers?|Helpers?)");

    ArchRule namesSayWhatThingsAre() {
        return classes().that().resideInAPackage(root + "..").should(be("named after what they are about", type -> {
            var inner = type.getPackageName().substring(root.length());
            return !VAGUE_PACKAGE.matcher(inner).matches()
                    && !VAGUE_CLASS.matcher(type.getSimpleName()).matches();
        }));
    }

    /** {@code root.module.subject}, no deeper. */
    ArchRule packagesAreFlat() {
        var flat = Pattern.compile(Pattern.quote(root) + "\\.[a-z0-9]+(\\.[a-z0-9]+)?");
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should(be(
                        "in a package module.subject",
                        type -> flat.matcher(type.getPackageName()).matches()));
    }

    ArchRule nothingStaticChanges() {
        return noFields()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage(root + "..")
                .and()
                .areStatic()
                .should()
                .notBeFinal()
                .as("no static field changes");
    }

    /** Many nodes and clusters live in one JVM; only a program's own entry may end it. */
    ArchRule onlyMainsExit() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .haveSimpleNameNotEndingWith("Main")
                .should()
                .callMethod(System.class, "exit", int.class)
                .as("only classes named *Main end the JVM");
    }

    ArchRule noTestIsTurnedOff() {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should(be("free of tests that are turned off", type -> !turnedOff(type)));
    }

    ArchRule testsDoNotSleep() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .haveNameMatching(".*(Test|IT)(\\$.*)?")
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "Thread.sleep",
                        call -> call.getTargetOwner().isEquivalentTo(Thread.class)
                                && call.getName().equals("sleep")))
                .as("tests wait for something, they do not sleep");
    }

    /** So that {@code ./larder test} can say which tests a machine cannot run. */
    ArchRule integrationTestsNameTheirTier(List<String> tiers) {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .haveSimpleNameEndingWith("IT")
                .should(be(
                        "tagged with one of " + tiers,
                        type -> tiers.stream()
                                        .filter(tier -> tags(type).contains(tier))
                                        .count()
                                == 1));
    }

    private static List<String> tags(JavaClass type) {
        return type.getAnnotations().stream()
                .filter(annotation -> annotation.getRawType().getName().equals("org.junit.jupiter.api.Tag"))
                .map(annotation -> String.valueOf(annotation.get("value").orElse("")))
                .toList();
    }

    private static boolean turnedOff(JavaClass type) {
        return type.getAnnotations().stream().anyMatch(one -> off(one.getRawType()))
                || type.getMethods().stream()
                        .anyMatch(method -> method.getAnnotations().stream().anyMatch(one -> off(one.getRawType())));
    }

    private static boolean off(JavaClass annotation) {
        var name = annotation.getName();
        return name.equals("org.junit.Ignore")
                || name.equals("org.junit.jupiter.api.Disabled")
                || name.startsWith("org.junit.jupiter.api.condition.");
    }

    private static ArchCondition<JavaClass> be(String what, Function<JavaClass, Boolean> holds) {
        return new ArchCondition<>("be " + what) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean satisfied = holds.apply(type);
                events.add(new SimpleConditionEvent(
                        type, satisfied, type.getName() + (satisfied ? " is " : " is not ") + what));
            }
        };
    }
}
