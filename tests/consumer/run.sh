#!/bin/bash
# Installs a build, moves the installed tree elsewhere, and builds and runs programs against it in every way that is
# offered: CMake's package (shared, static, the bridge, archives) and pkg-config. Instead of a build it may be given a tree
# of unpacked packages, whose libraries lie where the loader looks when they are installed.
#
# usage: run.sh BUILD_OR_TREE VERSION WITH_BRIDGE WITH_ARCHIVE C_COMPILER C_FLAGS [CXX_COMPILER]
set -euo pipefail

build=$1
version=$2
with_bridge=$3
with_archive=$4
compiler=$5
read -ra flags <<<"$6"
cxx_compiler=${7-}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
prefix=$work/moved

step() {
    echo "== $*"
}

die() {
    echo "run.sh: $*" >&2
    exit 1
}

# configure NAME OPTION...: configures the consumer in a folder of its own.
configure() {
    local name=$1
    shift
    cmake -G Ninja -S "$here" -B "$work/$name" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_C_COMPILER="$compiler" \
        -DCMAKE_C_FLAGS="${flags[*]}" "$@" >"$work/$name.log" 2>&1
}

# needs_library PROGRAM: whether a program loads libphonenum.so when it starts.
needs_library() {
    readelf -d "$1" | grep -q 'NEEDED.*\[libphonenum\.so\.'
}

# check_program HOW PROGRAM: HOW is shared or static.
check_program() {
    local how=$1 program=$2 said
    said=$("$program")
    [[ $said == "phonenum $version" ]] || die "$program said '$said', not 'phonenum $version'"
    if [[ $how == shared ]]; then
        needs_library "$program" || die "$program is not linked to the shared library"
    else
        ! needs_library "$program" || die "$program is linked to the shared library"
    fi
}

# with_cmake NAME HOW WANTED TARGET [COMPONENT [OPTION...]]: by find_package().
with_cmake() {
    local name=$1 how=$2 wanted=$3 target=$4 component=${5:-}
    shift $(($# < 5 ? $# : 5))
    step "find_package(phonenum $wanted) COMPONENTS '$component', $target${1:+, in C++17}"
    configure "$name" -DPHONENUM_WANTED="$wanted" -DCONSUMER_TARGET="$target" -DCONSUMER_COMPONENTS="$component" \
        "$@" ||
        { cat "$work/$name.log"; die "it can't be configured"; }
    cmake --build "$work/$name" >"$work/$name.log" 2>&1 || { cat "$work/$name.log"; die "it can't be built"; }
    check_program "$how" "$work/$name/consumer"
}

# refused NAME PATTERN OPTION...: find_package() must fail, and say this.
refused() {
    local name=$1 pattern=$2
    shift 2
    step "refused: $*"
    ! configure "$name" -DCONSUMER_TARGET=phonenum::phonenum "$@" || die "it was found"
    tr -s ' \n' '  ' <"$work/$name.log" | grep -q "$pattern" || { cat "$work/$name.log"; die "not for that reason"; }
}

# with_pkg_config NAME HOW PACKAGE SOURCE: by pkg-config, --static with the static libraries.
with_pkg_config() {
    local name=$1 how=$2 package=$3 source=$4 query options
    query=(pkg-config --cflags --libs)
    [[ $how == shared ]] || query=(pkg-config --static --cflags --libs)
    step "${query[*]} $package"
    read -ra options < <("${query[@]}" "$package")
    # Windows has other names for what is in a DLL.
    [[ $how == shared || " ${options[*]} " == *" -DPHONENUM_STATIC_DEFINE "* ]] || die "a static library is taken for a DLL"
    # Not -static, which the sanitizers refuse: only phonenum's own libraries have to be.
    if [[ $how == static ]]; then
        local option
        local -a chosen=()
        for option in "${options[@]}"; do
            case $option in
            -lphonenum*) chosen+=("-Wl,-Bstatic" "$option" "-Wl,-Bdynamic") ;;
            *) chosen+=("$option") ;;
            esac
        done
        options=("${chosen[@]}")
    fi
    "$compiler" "${flags[@]}" "$here/$source" -o "$work/$name" "${options[@]}" -Wl,-rpath,"$libdir"
    check_program "$how" "$work/$name"
}

if [[ -e $build/CMakeCache.txt ]]; then
    step "cmake --install, and what it installed is removed again"
    cmake --install "$build" --prefix "$work/installed" >"$work/install.log"
    cmake "-DBUILD_DIR=$build" -P "$here/../../cmake/Uninstall.cmake" >"$work/uninstall.log" 2>&1
    left=$(find "$work/installed" ! -type d)
    [[ -z $left ]] || die "not removed: $left"
    cmake --install "$build" --prefix "$work/installed" >"$work/install.log"
    mv "$work/installed" "$prefix"
else
    cp -a "$build" "$prefix"
fi
! grep -rIl "$work/installed" "$prefix" || die "these files name the folder that they were installed to"
! grep -rIlF "$build" "$prefix/lib"* "$prefix/include" || die "these files name the build folder"
pkgconfig_dir=$(dirname "$(find "$prefix" -name phonenum.pc)")
libdir=$(dirname "$pkgconfig_dir")
export PKG_CONFIG_PATH=$pkgconfig_dir
[[ -e $build/CMakeCache.txt ]] || export LD_LIBRARY_PATH=$libdir
proto=$prefix/share/phonenum/proto/phonenum/v1/phone_number.proto
[[ -s $proto ]] || die "the schema is not installed"
[[ -s $prefix/share/phonenum/phone_number.binpb ]] || die "the descriptor set is not installed"
compgen -G "$prefix/share/man/man3/phonenum.3*" >/dev/null || die "the manual page phonenum(3) is not installed"
mapfile -t pages < <(find "$prefix/share/doc" -name '*.md')
((${#pages[@]} >= 10)) || die "only ${#pages[@]} pages are installed"
"$here/../links.sh" "${pages[@]}" || die "installed pages have links that lead nowhere"

minor=${version%.*}
major=${version%%.*}
with_cmake shared shared "$minor" phonenum::phonenum
with_cmake static static "$version" phonenum::phonenum-static
refused newer 'compatible with requested version' "-DPHONENUM_WANTED=$major.$((${minor#*.} + 1))"
refused next 'compatible with requested version' "-DPHONENUM_WANTED=$((major + 1)).0"
if ((major == 0 && ${minor#*.} > 0)); then
    refused older 'compatible with requested version' "-DPHONENUM_WANTED=0.$((${minor#*.} - 1))"
fi
refused no-such-component 'no-such-component' -DCONSUMER_COMPONENTS=no-such-component
with_pkg_config pc shared phonenum record.c
with_pkg_config pc-static static phonenum record.c
if [[ -n $cxx_compiler ]]; then
    cxx=(-DCONSUMER_IN_CXX=ON "-DCMAKE_CXX_COMPILER=$cxx_compiler" "-DCMAKE_CXX_FLAGS=${flags[*]}")
    with_cmake cxx shared "$minor" phonenum::phonenum '' "${cxx[@]}"
    with_cmake cxx-static static "$minor" phonenum::phonenum-static '' "${cxx[@]}"
fi
[[ $(pkg-config --modversion phonenum) == "$version" ]] || die "phonenum.pc has another version"

if [[ $with_bridge == ON ]]; then
    with_cmake bridge shared "$minor" phonenum::protobuf-c protobuf-c
    with_cmake bridge-static static "$minor" phonenum::protobuf-c-static protobuf-c
    with_pkg_config pc-bridge shared phonenum-protobuf-c bridge.c
    with_pkg_config pc-bridge-static static phonenum-protobuf-c bridge.c
    ! ldd "$libdir/libphonenum-protobuf-c.so" | grep 'not found' || die "the bridge does not find its neighbour"
else
    refused bridge 'built without its component protobuf-c' -DCONSUMER_COMPONENTS=protobuf-c
    [[ ! -e $prefix/include/phonenum/protobuf_c.h ]] || die "the bridge's header is installed without the bridge"
fi

if [[ -e $prefix/include/phonenum/sqlite.h ]]; then
    with_cmake sqlite static "$minor" phonenum::sqlite sqlite
    [[ -s $libdir/sqlite3/phonenum.so ]] || die "the module for SQLite is not installed"
fi

if [[ $with_archive == ON ]]; then
    with_cmake archive shared "$minor" phonenum::archive archive
    with_cmake archive-static static "$minor" phonenum::archive-static archive
    with_pkg_config pc-archive shared phonenum-archive archive.c
    with_pkg_config pc-archive-static static phonenum-archive archive.c
    ! ldd "$libdir/libphonenum-archive.so" | grep 'not found' || die "the archives' library does not find its neighbour"
else
    refused archive 'built without its component archive' -DCONSUMER_COMPONENTS=archive
    [[ ! -e $prefix/include/phonenum/archive.h ]] || die "the archives' header is installed without their library"
fi

if [[ -x $prefix/bin/phonenum ]]; then
    step "the installed program"
    "$prefix/bin/phonenum" --version
    compgen -G "$prefix/share/man/man1/phonenum.1*" >/dev/null || die "the manual page phonenum(1) is not installed"
    for file in bash-completion/completions/phonenum zsh/site-functions/_phonenum fish/vendor_completions.d/phonenum.fish
    do
        [[ -s $prefix/share/$file ]] || die "the completion $file is not installed"
    done
fi
echo "== all ways work"
