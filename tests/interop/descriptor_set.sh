#!/bin/sh
# The descriptor set beside the schema is what protoc makes of it, comments and all. It lies there so that it can be
# installed where there is no protoc. --renew writes it.
#
# usage: descriptor_set.sh SOURCE_DIR PROTOC [--renew]
set -eu
proto=$1/proto
protoc=$2
renew=${3-}
made=$(mktemp)
trap 'rm -f "$made"' EXIT

"$protoc" --proto_path="$proto" --include_imports --include_source_info --descriptor_set_out="$made" \
    "$proto/phonenum/v1/phone_number.proto"
if [ "$renew" = --renew ]; then
    cat "$made" >"$proto/phone_number.binpb"
fi
cmp "$made" "$proto/phone_number.binpb" || {
    echo "proto/phone_number.binpb is of another schema: tests/interop/descriptor_set.sh SOURCE_DIR PROTOC --renew" >&2
    exit 1
}
