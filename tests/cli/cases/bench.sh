# `bench`: what it reads, and the figures of its JSON. Each run takes its time, so there are few. Builds without protobuf-c
# give the same; what that brings is in bench_protobuf_c.sh.

# figures ARGUMENT...: what does not depend on the machine or on protobuf-c.
figures() {
    echo "\$ phonenum bench --json $*"
    "$PHONENUM" bench --json "$@" 2>err | "$PYTHON" "$CLI/bench_json.py" phonenum
    sed '/protobuf-c/d' err >notes
    show err notes
}

say 'no FILE: the sample; standard input is not read'
echo 'no records' | figures

say 'the same from the sample file'
"$PHONENUM" encode "$SAMPLES" >bytes 2>/dev/null
figures bytes
echo "$("$PHONENUM" decode bytes | tr -d '\n' | wc -c) bytes of JSON"

say 'standard input; what its writer spent too much on; what JSON can not show'
bytes '\x04\x10\x01\x10\x01\x00\x03\x98\x06\x05\x00\x02\x7a\x00'
figures - <in

say 'more than is to be held in memory: records of 1 MiB, which take 2 MiB each'
"$PYTHON" -c 'import sys
for i in range(40):
    sys.stdout.buffer.write(b"\x84\x80\x40\x0a\x80\x80\x40" + bytes([0x41 + i]) * (1 << 20))' >large
figures large
rm large

say 'what can not be measured'
bytes ''
run bench in
run bench - <in
bytes '\x03\x0a\x01a\x03\x0a\x01\xff'
run bench in
bytes '\x03\x0a\x01a\x03\x0a\x01'
run bench --json in
run bench --raw in
