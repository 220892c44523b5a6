#!/bin/bash
# Checks which names the libraries give away: static ones define nothing outside their prefix, shared ones export just
# what the public headers declare, each with the release that brought it.
#
# usage: symbols.sh BUILD_DIR SOURCE_DIR WITH_BRIDGE WITH_SQLITE WITH_ARCHIVE
set -euo pipefail
export LC_ALL=C

build=$1
source=$2
with_bridge=$3
with_sqlite=$4
with_archive=$5
libraries=$build/src
declared=$source/tests/declared_functions.sh
failed=0

report() {
    echo "$*"
    failed=1
}

# defined NM_OPTION FILE: the global names that a library defines, without those that AddressSanitizer and gcov add. A
# name that has a version is NAME@version; those of the versions themselves (A) are left out.
defined() {
    nm "$1" --defined-only --format=posix "$2" |
        awk 'NF >= 3 && $2 ~ /^[B-Z]$/ { sub(/@@PHONENUM_.*/, "@version", $1); print $1 }' |
        grep -vE '^(__odr_asan\.|__gcov_|mangle_path$)' | sort -u
}

# check_prefix FILE REGEX: a static library's names must all match.
check_prefix() {
    local names strangers
    names=$(defined -g "$1")
    [[ $(wc -l <<<"$names") -ge 2 ]] || report "$1 defines almost nothing: '$names'"
    strangers=$(grep -vE "$2" <<<"$names" || true)
    [[ -z $strangers ]] || report "$1 defines names outside its prefix: ${strangers//$'\n'/ }"
}

# check_exports FILE DECLARED: a shared library exports these names, all of them and no others.
check_exports() {
    local differences
    [[ -n $2 ]] || report "$1: no declaration was found"
    differences=$(diff <(defined -D "$1") - <<<"$2" || true)
    [[ -z $differences ]] || report "$1: exported (<) and declared (>) differ:"$'\n'"$differences"
}

# check_versioned FILE DECLARED: likewise, each name with its version. The file exports.map has it.
check_versioned() {
    check_exports "$1" "${2//$'\n'/@version$'\n'}@version"
}

mapfile -t headers < <(find "$source/include/phonenum" -name '*.h' ! -name protobuf_c.h ! -name archive.h)
check_prefix "$libraries/libphonenum.a" '^phonenum_[a-z]'
check_versioned "$libraries/libphonenum.so" "$("$declared" "${headers[@]}")"

# A function that the headers speak of, so a public one, but forget to export.
mentioned=$(grep -ohE 'phonenum_[a-z0-9_]+\(' "${headers[@]}" | tr -d '(' | sort -u)
forgotten=$(comm -12 <(defined -g "$libraries/libphonenum.a") - <<<"$mentioned" | comm -23 - <("$declared" "${headers[@]}"))
[[ -z $forgotten ]] || report "in the headers without PHONENUM_EXPORT: ${forgotten//$'\n'/ }"

if [[ $with_bridge == ON ]]; then
    bridge=$("$declared" "$source/include/phonenum/protobuf_c.h")
    generated=$(grep -oE 'phonenum__v1__[a-z0-9_]+' "$build/include/phonenum/v1/phone_number.pb-c.h")
    check_prefix "$libraries/libphonenum-protobuf-c.a" '^(phonenum_[a-z]|phonenum__v1__)'
    check_versioned "$libraries/libphonenum-protobuf-c.so" "$(sort -u <<<"$bridge"$'\n'"$generated")"
fi
if [[ $with_sqlite == ON ]]; then
    check_prefix "$libraries/libphonenum-sqlite.a" '^(phonenum_[a-z]|sqlite3_phonenum_init$)'
    check_exports "$libraries/sqlite3/phonenum.so" sqlite3_phonenum_init
fi
if [[ $with_archive == ON ]]; then
    check_prefix "$libraries/libphonenum-archive.a" '^phonenum_archive_[a-z]'
    check_versioned "$libraries/libphonenum-archive.so" "$("$declared" "$source/include/phonenum/archive.h")"
fi
[[ $failed == 0 ]] && echo "libraries define and export what they should"
exit "$failed"
