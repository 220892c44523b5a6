#!/bin/bash
# Checks that each public header compiles alone, as C11 and as C++11 (phonenum.hpp as C++17), without a warning, and that C++
# sees every function as a C one.
#
# usage: run.sh SOURCE_DIR GENERATED_INCLUDE_DIR WITH_BRIDGE C_COMPILER CXX_COMPILER [C_COMPILER CXX_COMPILER]...
set -euo pipefail
export LC_ALL=C

source=$1
generated=$2
with_bridge=$3
shift 3
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# protobuf-c's own header is the system's, whose warnings are not ours.
read -ra protobuf_c < <(pkg-config --cflags libprotobuf-c 2>/dev/null | sed 's/-I/-isystem /g' || true)
options=(-Wall -Wextra -Wpedantic -Wshadow -Werror "-I$source/include" "-I$generated" "${protobuf_c[@]}")

mapfile -t headers < <(cd "$source/include" && find phonenum -name '*.h' | sort)
if [[ $with_bridge != ON ]]; then
    mapfile -t headers < <(printf '%s\n' "${headers[@]}" | grep -v protobuf_c)
fi
mapfile -t functions < <("$here/../declared_functions.sh" "${headers[@]/#/$source/include/}")
headers+=(phonenum/export.h phonenum/version.h)

# Every function that is exported, by its address: C++ would mangle the name of one outside extern "C".
((${#functions[@]} > 20)) || { echo "no functions were found"; exit 1; }
{
    printf '#include <%s>\n' "${headers[@]}"
    echo 'extern void (*const functions[])();'
    echo 'void (*const functions[])() = {'
    printf '    reinterpret_cast<void (*)()>(&%s),\n' "${functions[@]}"
    echo '};'
} >"$work/functions.cc"

while (($# >= 2)); do
    c=$1 cxx=$2
    shift 2
    for header in "${headers[@]}"; do
        # Twice, for the guard; and with a use, so that there is no empty translation unit.
        printf '#include <%s>\n#include <%s>\nextern int used;\n' "$header" "$header" >"$work/header.c"
        "$c" -std=c11 "${options[@]}" -Wstrict-prototypes -fsyntax-only -x c "$work/header.c"
        "$cxx" -std=c++11 "${options[@]}" -fsyntax-only -x c++ "$work/header.c"
    done
    printf '#include <phonenum/phonenum.hpp>\n#include <phonenum/phonenum.hpp>\n' >"$work/header.cc"
    "$cxx" -std=c++17 "${options[@]}" -fsyntax-only "$work/header.cc"
    "$cxx" -std=c++11 "${options[@]}" -fsyntax-only "$here/consumer.cc"
    "$cxx" -std=c++11 "${options[@]}" -c "$work/functions.cc" -o "$work/functions.o"
    mangled=$(nm --undefined-only --format=posix "$work/functions.o" | awk '$1 ~ /^_Z/ { print $1 }')
    [[ -z $mangled ]] || { echo "$cxx: not extern \"C\": ${mangled//$'\n'/ }"; exit 1; }
    echo "$c and $cxx: ${#headers[@]} headers, ${#functions[@]} functions"
done
