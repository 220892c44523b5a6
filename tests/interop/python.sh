#!/bin/sh
# Encodes the sample file with the program, and has Python's protobuf read it: delimited, and one record alone.
# Usage: python.sh PROGRAM PYTHON MODULE_DIR SOURCE_DIR
set -eu
program=$1
python=$2
modules=$3
source=$4
here=$source/tests/interop
sample=$source/examples/numbers.ndjson
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What the program keeps outside the schema it names on standard error; that is no failure.
"$program" encode "$sample" >"$work/all" 2>"$work/notes"
"$python" "$here/python.py" "$modules" "$work/all" --delimited >"$work/all.json"
records=$(grep -c '^{' "$sample")
read_back=$(grep -c '^{' "$work/all.json")
if [ "$records" -ne "$read_back" ]; then
    echo "the sample file has $records records, Python reads $read_back" >&2
    exit 1
fi

# Every kind of value, beside what Python must find.
cat >"$work/one.json" <<'END'
{"object":"phone_number","id":"idn_1","phone_number":"+15555550100","reserved_for_second_factor":true,
"default_second_factor":false,"reserved":false,"verification":{"object":"verification_otp","status":"verified",
"strategy":"passkey","attempts":0,"expire_at":1700000600000,"channel":"sms"},
"linked_to":[{"type":"saml","id":"\u00e9\u20ac"}],"backup_codes":["one","two"],"created_at":1,"updated_at":2,"new":null}
END
cat >"$work/expected" <<'END'
{"backup_codes": ["one", "two"], "created_at": "1", "default_second_factor": false, "extra_json": "{\"new\":null}",
"id": "idn_1", "linked_to": [{"id": "\u00e9\u20ac", "type": "saml"}], "object": "PHONE_NUMBER_OBJECT_PHONE_NUMBER",
"otp": {"attempts": "0", "channel": "sms", "custom_strategy": "passkey", "expire_at": "1700000600000",
"object": "VERIFICATION_OBJECT_VERIFICATION_OTP", "status": "VERIFICATION_STATUS_VERIFIED"},
"phone_number": "+15555550100", "reserved": false, "reserved_for_second_factor": true, "updated_at": "2"}
END
"$program" encode --raw "$work/one.json" >"$work/one" 2>"$work/notes"
"$python" "$here/python.py" "$modules" "$work/one" >"$work/one.read"
tr '\n' ' ' <"$work/expected" | sed 's/ $//' >"$work/expected.line"
tr -d '\n' <"$work/one.read" >"$work/one.line"
cmp "$work/one.line" "$work/expected.line"
