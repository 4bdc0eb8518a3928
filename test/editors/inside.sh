#!/bin/sh
# Runs a command in another Debian's tree, which sees some paths of this machine under their own names:
#   unshare --mount -- sh inside.sh TREE PATH... -- COMMAND...
# unshare makes the mounts private to this process: they end with it, however it ends, and nobody else ever sees them.
set -eu
tree=$1
shift
mount -t proc proc "$tree/proc"
while [ "$1" != -- ]; do
	if [ -d "$1" ]; then
		mkdir -p "$tree$1"
	else
		mkdir -p "$tree$(dirname "$1")"
		: >>"$tree$1"
	fi
	mount --bind "$1" "$tree$1"
	shift
done
shift
exec chroot "$tree" "$@"
