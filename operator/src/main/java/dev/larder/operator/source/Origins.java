package dev.larder.operator.source;

import dev.larder.crds.cluster.Origin;
import dev.larder.model.catalog.Credential;
import dev.larder.model.catalog.OriginAccount;
import dev.larder.model.catalog.OriginLimits;
import dev.larder.operator.source.Access.Key;
import java.net.URI;
import java.util.List;

/** What the catalog says of an origin: everything but the secret. */
public final class Origins {
    private Origins() {}

    public static OriginAccount catalogued(Origin origin, Access access) {
        Credential credential = switch (access.key()) {
            case Key.Anonymous anonymous -> new Credential.Anonymous();
            case Key.Shared shared -> new Credential.SharedKey();
            case Key.Sas sas -> new Credential.Sas();
            case Key.ConnectionString connection -> new Credential.ConnectionString();
            case Key.WorkloadIdentity(String clientId) -> new Credential.WorkloadIdentity(clientId);
        };
        return new OriginAccount(
                origin.account(),
                URI.create(origin.effectiveEndpoint()),
                credential,
                origin.readersPerZone(),
                new OriginLimits(
                        origin.effectiveLimits().bytes(),
                        origin.effectiveLimits().requests(),
                        List.of()));
    }
}
