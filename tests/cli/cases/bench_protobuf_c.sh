# `bench` against protobuf-c: the table, and records that it does not do the same with.

# table ARGUMENT...: the table with N for what differs from run to run. Its columns must end where their names do.
table() {
    local status=0
    echo "\$ phonenum bench $*"
    "$PHONENUM" bench "$@" >out 2>err || status=$?
    sed -E '/debug or sanitizer build/d; /^(decode|encode|  )  .*%/s/ +[0-9][0-9.,]*/ N/g' out >shown
    awk '/records\/s/ { end = index($0, "spread") + 5 } / %( |$)/ && index($0, "%") != end && !/bytes/' out
    awk 'length > 100' out
    show out shown
    finish "$status"
}

table

say 'the figures agree'
"$PHONENUM" bench --json | "$PYTHON" "$CLI/bench_json.py" phonenum protobuf-c

say 'a NUL in a text; and no secret is shown'
bytes '\x03\x0a\x01a\x09\x52\x07SEC\x00RET\x00'
table in

# why DESCRIPTION BYTES: what is said of a record that protobuf-c does not do the same with.
why() {
    bytes "$2"
    echo "$1"
    "$PHONENUM" bench --json in 2>err | "$PYTHON" "$CLI/bench_json.py" phonenum protobuf-c
    show err err
}
say 'other reasons'
why 'a group' '\x00\x04\x9b\x06\x9c\x06'
why 'a known enum number before an unknown one' '\x04\x10\x01\x10\x09'
