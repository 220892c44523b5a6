#!/bin/bash
# Checks that what is linked is hardened. The addresses of functions are found when a program starts, and are read-only
# from then on. Functions with arrays check the stack. libc checks the sizes of buffers.
#
# usage: hardening.sh HAS_RELRO HAS_STACK_PROTECTOR HAS_FORTIFY_SOURCE PROGRAM LIBRARY...
set -euo pipefail
export LC_ALL=C

has_relro=$1
has_stack_protector=$2
has_fortify_source=$3
program=$4
shift 3
failed=0

# expect FILE WHAT REGEX TEXT: the text must have a line that matches.
expect() {
    grep -qE "$3" <<<"$4" && return
    echo "$1: no $2"
    failed=1
}

is_on() {
    [[ $1 =~ ^(1|ON|TRUE)$ ]]
}

for file in "$@"; do
    symbols=$(readelf --wide --dyn-syms "$file")
    if is_on "$has_relro"; then
        expect "$file" "immediate binding" '\(FLAGS(_1)?\).*\b(BIND_)?NOW\b' "$(readelf --wide --dynamic "$file")"
        expect "$file" "relro" '^ *GNU_RELRO ' "$(readelf --wide --segments "$file")"
    fi
    if is_on "$has_stack_protector"; then
        expect "$file" "stack protector" ' UND __stack_chk_(fail|guard)\b' "$symbols"
    fi
    # The libraries call nothing of libc for which there would always be a checked form.
    if is_on "$has_fortify_source" && [[ $file == "$program" ]]; then
        expect "$file" "checked form of a function of libc" ' UND __[a-z]+_chk@' "$symbols"
    fi
done
((failed != 0)) || echo "$# files are hardened"
exit "$failed"
