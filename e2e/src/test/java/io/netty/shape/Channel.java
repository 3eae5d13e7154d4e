package io.netty.shape;

/** Stands for Netty, which is not among this module's libraries. */
public interface Channel {}
