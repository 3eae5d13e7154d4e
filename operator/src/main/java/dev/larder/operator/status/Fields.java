package dev.larder.operator.status;

/** Who owns the fields that the operator writes. */
public final class Fields {
    /** The one field manager of everything that the operator applies. */
    public static final String MANAGER = "larder-operator";

    private Fields() {}
}
