#!/bin/sh
# No golden file was changed, removed or added, and make_v1.py still gives their bytes.
#
# usage: sealed.sh SOURCE_DIR PYTHON
set -eu
golden=$1/tests/golden
python=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The sum of the list itself. It never changes: see README.md.
seal=4e7a44541a7e1d7c0ae58609cd549ac2ed8da4bfae4758c5d4a8e08f264cd5cb

die() {
    echo "sealed.sh: $*; see tests/golden/README.md" >&2
    exit 1
}

cd "$golden/v1"
sum=$(sha256sum SHA256SUMS)
[ "${sum%% *}" = "$seal" ] || die "tests/golden/v1/SHA256SUMS was changed"
sha256sum --check --strict --quiet SHA256SUMS || die "golden files were changed or removed"
sed 's/^[0-9a-f]*  //' SHA256SUMS >"$work/listed"
find . ! -type d ! -name SHA256SUMS | sed 's/^\.\///' | LC_ALL=C sort >"$work/there"
cmp -s "$work/listed" "$work/there" || die "tests/golden/v1/ has files that SHA256SUMS does not list"

mkdir "$work/made"
"$python" ../make_v1.py "$work/made"
for made in "$work"/made/*; do
    cmp "$made" "${made##*/}" || die "make_v1.py gives other bytes"
done
echo "$(wc -l <SHA256SUMS) files are as they were"
