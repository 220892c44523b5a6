#!/bin/bash
# Has Protocol Buffers libraries for other languages read the golden records and write them again, and checks that the
# schema keeps its style and its promises. Installs what it needs, from Debian and npm, and skips nothing.
#
# usage: interop.sh
set -euo pipefail
cd "$(dirname "$0")/.."
(($# == 0)) || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }

languages=(cpp python ruby java go protobuf-es protobufjs)
build=build/interop
js=$build/js
python=/usr/bin/python3

heading() {
    printf '\n=== %s\n' "$*"
}

heading "Packages"
scripts/install-deps.sh interop
command -v npm >/dev/null || scripts/install-deps.sh interop-js
mkdir -p "$js"
cp tests/interop/js/package.json tests/interop/js/package-lock.json "$js/"
# The lockfile has the sums of the packages. None of them needs to run anything when it is installed.
npm ci --prefix "$js" --ignore-scripts --no-audit --no-fund

heading "The program"
cmake -G Ninja -S . -B "$build" -DCMAKE_BUILD_TYPE=Release -DPHONENUM_PROTOBUF_C=OFF -DPHONENUM_SQLITE=OFF \
    -DPHONENUM_ARCHIVE=OFF -DBUILD_TESTING=OFF >/dev/null
cmake --build "$build" --target phonenum_program >/dev/null
program=$PWD/$build/tools/phonenum

heading "Golden records in other languages"
for language in "${languages[@]}"; do
    tests/interop/golden/run.sh "$language" "$program" "$python" "$PWD"
done

heading "The schema"
"$js/node_modules/.bin/buf" lint proto
echo "its style is buf's"
"$js/node_modules/.bin/buf" breaking proto --against tests/golden/v1/schema.binpb
echo "nothing that was published has changed"
"$python" tests/interop/evolution/future.py tests/golden/v1/schema.binpb >"$build/future.binpb"
"$js/node_modules/.bin/buf" breaking "$build/future.binpb" --against tests/golden/v1/schema.binpb
echo "the later schema that the test interop_evolution makes up is one that may come"
