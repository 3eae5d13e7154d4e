package dev.larder.e2e;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one {@link InstalledLarder} of this JVM as a parameter; it is started when first asked for. */
final class OnCluster implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(OnCluster.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == InstalledLarder.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // The root store lives as long as the test run and closes what it holds.
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(InstalledLarder.class, first -> InstalledLarder.start(), InstalledLarder.class);
    }
}
