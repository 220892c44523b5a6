#!/bin/bash
# The README's example is examples/readme.c to the letter, and prints what the README says it does. The tour in
# phonenum.h begins with the same code.
#
# usage: readme.sh SOURCE_DIR EXAMPLE
set -euo pipefail
source_dir=$1
example=$2

# shellcheck disable=SC2016 # the backticks are Markdown's
diff <(sed -n '/^```c$/,/^```$/p' "$source_dir/README.md" | sed '1d;$d') <(sed 1d "$source_dir/examples/readme.c") || {
    echo "The code in README.md differs from examples/readme.c." >&2
    exit 1
}
body=$(sed -n '/^{$/,/^}$/p' "$source_dir/examples/readme.c" | sed '1d;$d;s/^    //')
tour=$(sed -n '/@code/,/@endcode/p;/@endcode/q' "$source_dir/include/phonenum/phonenum.h" | sed '1d;$d;s/^ \* \{0,1\}//')
diff <(echo "$body") <(echo "$tour") || {
    echo "The first code in include/phonenum/phonenum.h differs from main() in examples/readme.c." >&2
    exit 1
}
output=$("$example")
grep -qF "It prints \`$output\`." "$source_dir/README.md" || {
    echo "The example prints '$output', which README.md does not say." >&2
    exit 1
}
