#!/bin/bash
# The README's example is examples/readme.c to the letter, and prints what the README says it does.
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
output=$("$example")
grep -qF "It prints \`$output\`." "$source_dir/README.md" || {
    echo "The example prints '$output', which README.md does not say." >&2
    exit 1
}
