#!/bin/bash
# Checks that the core, records to bytes and back, needs nothing of libc but memory: mem*() and malloc. Reports the size
# of its code, which has a limit.
#
# usage: core_dependencies.sh C_COMPILER SOURCE_DIR GENERATED_INCLUDE_DIR
set -euo pipefail
export LC_ALL=C

compiler=$1
source=$2
generated=$3
text_limit=$((32 * 1024))
# The codec, the record, its memory and its errors, and what these need.
core=(base/arena base/error base/memory base/names codec/decode codec/delimited codec/encode codec/options codec/size codec/texts record/copy record/equal record/schema wire/skip wire/utf8 wire/utf8_avx2)
# __cpu_model is no function of libc: the compiler's own library says there what the processor can.
allowed='^(memcpy|memmove|memset|memcmp|malloc|free|__cpu_model)$'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# A loop of ours must not be turned into a call of strlen(), nor memcmp() into something else.
plain=(-fno-tree-loop-distribute-patterns)
if "$compiler" --version | grep -qi clang; then
    plain=(-ffreestanding)
fi
for unit in "${core[@]}"; do
    "$compiler" -std=c11 -O2 "${plain[@]}" -fno-stack-protector -fno-pic -I"$source/include" -I"$generated" \
        -iquote "$source/src" -c "$source/src/$unit.c" -o "$work/${unit/\//-}.o"
done

# Linked into one object, only what the core does not define itself is left undefined.
ld -r -o "$work/core.o" "$work"/*.o
undefined=$(nm --undefined-only --format=posix "$work/core.o" | awk '{ print $1 }')
grep -qx malloc <<<"$undefined" || { echo "malloc is not among what the core needs: nothing was checked"; exit 1; }
strangers=$(grep -vE "$allowed" <<<"$undefined" || true)
if [[ -n $strangers ]]; then
    echo "the core must not need: ${strangers//$'\n'/ }"
    exit 1
fi

text=$(size -A "$work/core.o" | awk '$1 ~ /^\.text/ { sum += $2 } END { print sum + 0 }')
echo "the core needs: ${undefined//$'\n'/ }"
((text > 0))
# The limit is for gcc's code: clang unrolls more, which says nothing of ours.
if "$compiler" --version | grep -qi clang; then
    echo "its code is $text bytes"
else
    echo "its code is $text bytes of at most $text_limit"
    ((text <= text_limit))
fi
