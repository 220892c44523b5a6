#!/bin/bash
# Builds the Debian packages in build/packages, has lintian read them, and builds programs with what is in them. With
# --clean-root, installs them in a Debian that has nothing else, builds programs there, runs what was installed, and removes
# the packages again; that needs root, and downloads that Debian.
#
# usage: packages.sh [--clean-root]
set -euo pipefail
cd "$(dirname "$0")/.."
[[ $# == 0 || ($# == 1 && $1 == --clean-root) ]] || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }

build=build/packages
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

heading() {
    printf '\n=== %s\n' "$*"
}

# quietly COMMAND...: runs it; what it says is shown only if it fails.
quietly() {
    "$@" >"$work/log" 2>&1 || { cat "$work/log"; return 1; }
}

# in_root COMMAND...: runs it in the clean root.
in_root() {
    chroot "$work/root" env DEBIAN_FRONTEND=noninteractive LC_ALL=C "$@"
}

install_packages() {
    in_root apt-get update && in_root apt-get install -y --no-install-recommends gcc libc6-dev cmake make pkg-config sqlite3 &&
        in_root sh -c 'apt-get install -y --no-install-recommends /packages/*.deb'
}

# The consumer's programs, by CMake and pkg-config; the program; and the extension, which SQLite finds by its name.
use_packages() {
    in_root sh -euc '
        for component in "" archive protobuf-c sqlite; do
            target=${component:-phonenum}
            cmake -S /consumer -B "/built-$target" "-DCONSUMER_TARGET=phonenum::$target" "-DCONSUMER_COMPONENTS=$component"
            cmake --build "/built-$target"
            "/built-$target/consumer"
        done
        cc /consumer/bridge.c -o /bridge $(pkg-config --cflags --libs phonenum-protobuf-c)
        /bridge
        phonenum generate 3 | phonenum decode | phonenum encode | phonenum validate
        sqlite3 :memory: ".load /usr/lib/$(gcc -print-multiarch)/sqlite3/phonenum.so" "SELECT phonenum_version();"'
}

remove_packages() {
    in_root apt-get purge -y phonenum libphonenum-dev libphonenum0 &&
        [[ -z $(find "$work/root/usr" "$work/root/etc" -path '*phonenum*') ]]
}

heading "Packages that are needed"
scripts/install-deps.sh build packages

heading "Build"
rm -f "$build"/*.deb
quietly cmake --preset packages
quietly cmake --build --preset packages
quietly cpack --preset packages
packages=("$build"/*.deb)
((${#packages[@]} == 3)) || { echo "not three packages: ${packages[*]}" >&2; exit 1; }
printf '%s\n' "${packages[@]##*/}"

heading "lintian"
lintian --fail-on error,warning --allow-root "${packages[@]}"
echo "accepted; overridden: $(cat cmake/debian/*.overrides | grep -vc '^#')"

heading "Programs, built with what is in them"
for package in "${packages[@]}"; do
    dpkg-deb --extract "$package" "$work/unpacked"
done
version=$("$work/unpacked/usr/bin/phonenum" --version | sed 's/^phonenum \([^ ]*\).*/\1/;q')
tests/consumer/run.sh "$work/unpacked/usr" "$version" ON ON cc ''

[[ ${1-} == --clean-root ]] || exit 0
heading "A clean root"
scripts/install-deps.sh packages-root
. scripts/debian-archive.sh
quietly debootstrap --variant=minbase "$debian_release" "$work/root" "$debian_mirror"
mkdir "$work/root/packages"
cp "${packages[@]}" "$work/root/packages"
cp -r tests/consumer "$work/root/consumer"
quietly install_packages
quietly use_packages
quietly remove_packages || { echo "removed packages leave something behind"; exit 1; }
echo "installed, used, removed"
