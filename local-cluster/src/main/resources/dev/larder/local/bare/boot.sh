# The first process of a node: makes the machine's file system look like a node's own, then starts its servers.
set -eu
home='@HOME@' cache='@CACHE@' disk='@DISK@' log='@HOME@/log/@NAME@'
mount --make-rshared /
echo '@NAME@' > /proc/sys/kernel/hostname

# What nodes write outside of their disk must not be the machine's. Cluster and programs stay where they are.
hide() {
  mount -t tmpfs -o mode=755 tmpfs "$1"
  case "$home/" in "$1"/*) mkdir -p "$home"; mount --no-canonicalize --bind /proc/self/fd/3 "$home" ;; esac
  case "$cache/" in "$1"/*) mkdir -p "$cache"; mount --no-canonicalize --bind /proc/self/fd/4 "$cache" ;; esac
}
exec 3< "$home" 4< "$cache"
for directory in /run /mnt /var/lib /var/log; do hide "$directory"; done
exec 3<&- 4<&-

# The node's disk: what survives a power cut.
own() { mkdir -p "$disk/$1" "$2"; mount --bind "$disk/$1" "$2"; }
own nvme0 /mnt/nvme0
own kubelet /var/lib/kubelet
own containerd /var/lib/containerd
own pods /var/log/pods

# The kubelet insists on these settings, which belong to the whole machine: it finds them as it wants them.
pin() { file=/run/pinned-$(echo "$1" | tr / -); echo "$2" > "$file"; mount --bind "$file" "/proc/sys/$1"; }
pin vm/overcommit_memory 1
pin vm/panic_on_oom 0
pin kernel/panic 10
pin kernel/panic_on_oops 1
pin kernel/keys/root_maxkeys 1000000
pin kernel/keys/root_maxbytes 25000000
echo 1 > /proc/sys/net/ipv4/ip_forward

# The cable is plugged in from outside.
until [ -e "$disk/plugged-in" ]; do
  [ -e "$disk/boot.sh" ] || exit 1
  sleep 0.05
done

export PATH='@CONTAINERD@:@KUBERNETES@:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
containerd --config "$disk/containerd.toml" >> "$log-containerd.log" 2>&1 < /dev/null &
until [ -S /run/containerd/containerd.sock ] && ctr version > /dev/null 2>&1; do
  kill -0 $! || { echo 'containerd ended'; exit 1; }
  sleep 0.1
done
mkdir -p "$disk/imported"
for image in "$home"/images/*.tar; do
  [ -e "$image" ] || continue
  mark="$disk/imported/$(basename "$image")"
  [ -e "$mark" ] || { ctr --namespace k8s.io images import "$image" && touch "$mark"; }
done
kubelet --config="$disk/kubelet.yaml" --kubeconfig="$disk/kubelet.kubeconfig" --hostname-override='@NAME@' \
  --node-ip='@ADDRESS@' --node-labels='@LABELS@' --root-dir=/var/lib/kubelet --cert-dir=/var/lib/kubelet/pki \
  >> "$log-kubelet.log" 2>&1 < /dev/null &
kube-proxy --config="$disk/proxy.yaml" >> "$log-proxy.log" 2>&1 < /dev/null &
exec '@PAUSE@'
