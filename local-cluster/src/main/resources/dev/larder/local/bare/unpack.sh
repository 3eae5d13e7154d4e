# unpack.sh CONTAINERD-PROGRAMS DIRECTORY ARCHIVE...
# Lets a containerd of its own unpack images into DIRECTORY. Runs in a mount namespace, so nothing stays mounted.
set -eu
PATH=$1:$PATH directory=$2
shift 2
mount -t tmpfs -o mode=755 tmpfs /run
cat > /run/containerd.toml <<END
version = 3
root = "$directory"
state = "/run/containerd"
disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.cri.v1.images", "io.containerd.cri.v1.runtime"]
[grpc]
  address = "/run/containerd/containerd.sock"
[plugins.'io.containerd.internal.v1.opt']
  path = "/run/opt"
END
containerd --config /run/containerd.toml > /run/log 2>&1 < /dev/null &
until ctr version > /dev/null 2>&1; do
  kill -0 $! || { tail -n 20 /run/log; exit 1; }
  sleep 0.1
done
for archive in "$@"; do
  ctr --namespace k8s.io images import "$archive" || { tail -n 20 /run/log; exit 1; }
done
kill $!
wait $! || true
