#!/bin/bash
# Builds phonenum as a part of another project, which lies in a folder with a space in its name, in every form: of the
# library alone, nothing may be asked for, tested, installed or forced on the other project.
#
# usage: run.sh SOURCE_DIR C_COMPILER
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
source=$(realpath "$1")
compiler=$2
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
(cd "$source" && tar -cf - CMakeLists.txt README.md CHANGELOG.md LICENSE cmake docs examples include proto src tools tests) |
    tar -xf - -C "$work/a folder/phonenum"

# build NAME OPTION...: configures and builds the other project. Nothing but the compiler may be looked for.
build() {
    local name=$1
    shift
    {
        cmake -S "$work/a folder/parent" -B "$work/$name" "-DPHONENUM_SOURCE_DIR=$work/a folder/phonenum" \
            "-DCMAKE_C_COMPILER=$compiler" -DCMAKE_BUILD_TYPE=Release -DPROTOC_C=/none \
            -DPKG_CONFIG_EXECUTABLE=/none -DSQLITE3EXT_INCLUDE_DIR=/none "$@" &&
            cmake --build "$work/$name" --parallel "$(nproc)"
    } >"$work/$name.log" 2>&1 || { cat "$work/$name.log"; die "$name does not build"; }
}

for shared in OFF ON; do
    build "shared-$shared" "-DBUILD_SHARED_LIBS=$shared"
    [[ $("$work/shared-$shared/parent") == "3 bytes" ]] || die "the program does not run"
    linked=OFF
    [[ $(ldd "$work/shared-$shared/parent") != *libphonenum* ]] || linked=ON
    [[ $linked == "$shared" ]] || die "BUILD_SHARED_LIBS=$shared is ignored"
    given=$(nm --dynamic --defined-only "$work/shared-$shared/libplugin.so" | awk '{ print $3 }')
    [[ $given == plugin_size ]] || die "the plug-in gives away more than its own function: $given"
    ! ctest --test-dir "$work/shared-$shared" --show-only 2>&1 | grep 'Test *#' || die "phonenum adds tests"
    DESTDIR=$work/installed cmake --install "$work/shared-$shared" --prefix /p >/dev/null
    [[ $(cd "$work/installed" && find . -type f) == ./p/bin/parent ]] || die "phonenum installs something"
    echo "BUILD_SHARED_LIBS=$shared: the library alone"
done

! cmake -S "$work/a folder/phonenum" -B "$work/a folder/phonenum" >"$work/inside.log" 2>&1 || die "built inside the sources"
tr -s ' \n' '  ' <"$work/inside.log" | grep -q 'is not built in its source folder' || { cat "$work/inside.log"; die "not said why"; }
echo "a build in the source folder is refused"
