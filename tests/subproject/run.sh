#!/bin/bash
# Builds phonenum as a part of another project, which lies in a folder with a space in its name, in every form: of the
# library alone, nothing may be asked for, tested, installed or forced on the other project.
#
# usage: run.sh SOURCE_DIR C_COMPILER WITH_BRIDGE
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
source=$(realpath "$1")
compiler=$2
with_bridge=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

die() {
    echo "run.sh: $*" >&2
    exit 1
}

# The sources without what a build may have left in them.
mkdir "$work/a folder"
cp -r "$here" "$work/a folder/parent"
mkdir "$work/a folder/phonenum"
(cd "$source" && tar -cf - CMakeLists.txt README.md CHANGELOG.md LICENSE bench cmake docs examples include proto src tools \
    tests) | tar -xf - -C "$work/a folder/phonenum"

# build NAME OPTION...: configures and builds the other project.
build() {
    local name=$1
    shift
    {
        cmake -S "$work/a folder/parent" -B "$work/$name" "-DPHONENUM_SOURCE_DIR=$work/a folder/phonenum" \
            "-DCMAKE_C_COMPILER=$compiler" -DCMAKE_BUILD_TYPE=Release -DCMAKE_UNITY_BUILD=ON "$@" &&
            cmake --build "$work/$name" --parallel "$(nproc)"
    } >"$work/$name.log" 2>&1 || { cat "$work/$name.log"; die "$name does not build"; }
}

# check_manners NAME: nothing is added to the tests of the other project, nor to what it installs.
check_manners() {
    ! ctest --test-dir "$work/$1" --show-only 2>&1 | grep 'Test *#' || die "$1: phonenum adds tests"
    DESTDIR=$work/installed-$1 cmake --install "$work/$1" --prefix /p >/dev/null
    [[ $(cd "$work/installed-$1" && find . -type f) == ./p/bin/parent ]] || die "$1: phonenum installs something"
}

# Nothing but the compiler may be looked for.
nothing=(-DPROTOC_C=/none -DPKG_CONFIG_EXECUTABLE=/none -DSQLITE3EXT_INCLUDE_DIR=/none)
for shared in OFF ON; do
    build "shared-$shared" "-DBUILD_SHARED_LIBS=$shared" "${nothing[@]}"
    [[ $("$work/shared-$shared/parent") == "3 bytes" ]] || die "the program does not run"
    linked=OFF
    [[ $(ldd "$work/shared-$shared/parent") != *libphonenum* ]] || linked=ON
    [[ $linked == "$shared" ]] || die "BUILD_SHARED_LIBS=$shared is ignored"
    given=$(nm --dynamic --defined-only "$work/shared-$shared/libplugin.so" | awk '{ print $3 }')
    [[ $given == plugin_size ]] || die "the plug-in gives away more than its own function: $given"
    check_manners "shared-$shared"
    echo "BUILD_SHARED_LIBS=$shared: the library alone"
done

if [[ $with_bridge == ON ]]; then
    build bridge -DPHONENUM_PROTOBUF_C=ON
    nm "$work/bridge/parent" | grep -c phonenum_to_protobuf_c >/dev/null || die "the bridge is not linked"
    check_manners bridge
    echo "with the bridge, because it was asked for"
fi

! cmake -S "$work/a folder/phonenum" -B "$work/a folder/phonenum" >"$work/inside.log" 2>&1 || die "built inside the sources"
tr -s ' \n' '  ' <"$work/inside.log" | grep -q 'is not built in its source folder' || { cat "$work/inside.log"; die "not said why"; }
echo "a build in the source folder is refused"
