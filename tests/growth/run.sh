#!/bin/bash
# Makes copies of the sources in which fields are added as CONTRIBUTING.md says, builds them with AddressSanitizer, and
# checks every call with the new fields; that forgotten steps are noticed; and that programs and libraries of two versions,
# one of which knows a field that the other does not, work together.
#
# usage: run.sh SOURCE_DIR GENERATED_INCLUDE_DIR WITH_BRIDGE C_COMPILER
set -euo pipefail

source=$1
generated=$2
with_bridge=$3
compiler=$4
here=$source/tests/growth
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sanitizers=("-fsanitize=address,undefined" -fno-sanitize-recover=all)
# clang has its sanitizers in a package of their own.
if ! echo 'int main(void) { return 0; }' | "$compiler" "${sanitizers[@]}" -x c - -o "$work/probe" 2>/dev/null; then
    echo "$compiler has no AddressSanitizer here: without it"
    sanitizers=()
fi

die() {
    echo "run.sh: $*" >&2
    exit 1
}

# compile TREE OUTPUT OPTION...: all sources of a tree into object files in OUTPUT.
compile() {
    local tree=$1 output=$2
    shift 2
    mkdir -p "$output"
    (cd "$tree/src" && find . -name '*.c' ! -path './protobuf_c/*' ! -path './sqlite/*' ! -path './archive/*') |
        xargs -P "$(nproc)" -I{} bash -c 'tree=$1 output=$2 file=$3; shift 3; name=${file#./}
            exec "$@" -c "$tree/src/$file" -o "$output/${name//\//-}.o"' \
            - "$tree" "$output" {} "$compiler" -std=c11 -O1 -g -fPIC -iquote "$tree/src" -I"$tree/include" -I"$generated" "$@"
}

# build_bridge TREE: the generated code and the bridge, beside the other object files. Its header is in $work/pb.
build_bridge() {
    local tree=$1
    mkdir -p "$work/pb"
    protoc-c --proto_path="$tree/proto" --c_out="$work/pb" phonenum/v1/phone_number.proto
    read -ra protobuf_c < <(pkg-config --cflags --libs libprotobuf-c)
    bridge=(-DTEST_PROTOBUF_C -I"$work/pb" "$work/pb/phonenum/v1/phone_number.pb-c.c" "$tree"/src/protobuf_c/*.c
        "${protobuf_c[@]}")
}

# check FIELD_SET: a library with these fields.
check() {
    local set=$1 tree=$work/$1
    local bridge=()
    "$here/grow.py" "$source" "$tree" "$set"
    compile "$tree" "$work/objects-$set" -Wall -Wextra -Werror "${sanitizers[@]}"
    [[ $with_bridge != ON ]] || build_bridge "$tree"
    read -ra cmocka < <(pkg-config --cflags --libs cmocka)
    # The generated header comes before the installed one of the build.
    "$compiler" -std=gnu11 -O1 -g "${sanitizers[@]}" "-DFIELD_SET_${set^^}" -iquote "$source/tests" -iquote "$tree/src" \
        -I"$work/pb" -I"$tree/include" -I"$generated" "$here/check.c" "$source"/tests/support/{check,memory,builder,paths}.c \
        "$work/objects-$set"/*.o "${bridge[@]}" "${cmocka[@]}" -o "$work/check-$set"
    "$work/check-$set"
}

# forget STEP SENTENCE: without this step, the compiler says so.
forget() {
    local tree=$work/without-$1 said
    "$here/grow.py" "$source" "$tree" a --without "$1"
    ! said=$(compile "$tree" "$tree/objects" 2>&1) || die "nobody notices that the step '$1' was forgotten"
    grep -q "$2" <<<"$said" || die "forgetting '$1' is noticed otherwise than by '$2': $said"
    echo "forgetting '$1' is noticed"
}

# link NAME TREE [OPTION...]: a shared library of a tree, and a program that is built with its headers.
link() {
    local name=$1 tree=$2
    shift 2
    compile "$tree" "$work/objects-$name"
    mkdir -p "$work/lib-$name"
    "$compiler" -shared -Wl,-soname,libphonenum.so.0 "$work/objects-$name"/*.o -o "$work/lib-$name/libphonenum.so.0"
    "$compiler" -std=c11 -Wall -Wextra -Werror "$@" -I"$tree/include" -I"$generated" "$here/program.c" \
        "$work/lib-$name/libphonenum.so.0" -o "$work/program-$name"
}

# expect PROGRAM LIBRARY LINE...: what the program of one version says with the library of the other.
expect() {
    local program=$1 library=$2 said
    shift 2
    said=$(LD_LIBRARY_PATH=$work/lib-$library "$work/program-$program")
    [[ $said == "$(printf '%s\n' "$@")" ]] || die "the $program program says with the $library library: $said"
    echo "the $program program works with the $library library"
}

for set in a b; do
    check "$set"
done

forget slack "more than SLACK"
forget number "FIELD_NUMBER"
forget member "no member named"

link today "$source"
link grown "$work/a" -DGROWN
# In canonical order the bytes are the same, known field or not.
unknown="json: unknown: $(sed -n 's/.*X(ERR_JSON_UNKNOWN, 22, "\(.*\)").*/\1/p' "$source/include/phonenum/status.h")"
known='json: {"id":"idn_","verification":null,"linked_to":[],"label":"hello"}'
older="set: this library is older than the program: it does not know a member that is set"
expect today today "bytes: the same" "equal: yes" "$unknown"
expect today grown "bytes: the same" "equal: yes" "$known"
expect grown grown "bytes: the same" "equal: yes" "$known" "set: 7 bytes"
expect grown today "bytes: the same" "equal: yes" "$unknown" "$older"
