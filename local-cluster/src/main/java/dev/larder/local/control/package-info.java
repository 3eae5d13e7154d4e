/** etcd and the Kubernetes control plane as processes of this machine, with or without fake nodes. */
@NullMarked
package dev.larder.local.control;

import org.jspecify.annotations.NullMarked;
