# Records behind other lengths than varints.
json '{"id":"a"}\n{}\n{"id":"b","x":1}\n{"id":"c"}\n'
for framing in varint be16 be32 le32 grpc; do
    run_hex encode --framing=$framing in
    cp out $framing
    for command in decode 'decode --keep-going --redact' validate; do
        # shellcheck disable=SC2086
        "$PHONENUM" $command --framing=$framing $framing >got 2>said || true
        # shellcheck disable=SC2086
        "$PHONENUM" $command varint >expected 2>said_of_varint || true
        cmp got expected && sed "s/: varint:/: $framing:/" said_of_varint | diff - said
    done
done
run inspect --framing=be32 be32
run inspect --framing=grpc grpc
run bench --framing=le32 le32 | sed -n 2p

say 'a record, a broken one, and one behind it'
printf '\x00\x00\x00\x03\x0a\x01a\x00\x00\x00\x03\x0a\x01\xff\x00\x00\x00\x03\x0a\x01b' >in
run decode --framing=be32 in
run decode --framing=be32 --keep-going in
run inspect --framing=be32 in

say 'a stream that ends within a length or a record'
good='\x00\x03\x0a\x01a'
for broken in '\x00' '\x00\x03' '\x00\x03\x0a\x01' '\xff\xff'; do
    bytes "$good$broken"
    run decode --framing=be16 in
    run inspect --framing=be16 in
done

say 'lengths beyond the limit'
bytes '\x03\xff\xff\xff\x0a'
run decode --framing=be32 in
bytes '\x04\x00\x00\x01\x0a'
run decode --framing=be32 in
bytes '\x01\x00\x00\x04\x0a'
run decode --framing=le32 in
bytes '\x00\xff\xff\xff\xff'
run decode --framing=grpc in

say 'a compressed record is left out, and what is no gRPC is refused'
bytes '\x00\x00\x00\x00\x03\x0a\x01a\x01\x00\x00\x00\x03abc\x00\x00\x00\x00\x03\x0a\x01b'
run decode --framing=grpc in
run decode --framing=grpc --keep-going in
bytes '\x01\x00\x00\x00\x03ab'
run decode --framing=grpc --keep-going in
bytes '\x02\x00\x00\x00\x03abc'
run decode --framing=grpc --keep-going in

say 'the largest record that 2 bytes can measure, and a larger one'
printf '{"id":"%065531d"}' 1 >in
run encode --framing=be16 in | wc -c
printf '{"id":"%065532d"}' 1 >in
run encode --framing=be16 in | tail -n 3
printf '{"id":"%0200000d"}' 1 >in
"$PHONENUM" encode --framing=be32 in >out
"$PHONENUM" decode --framing=be32 out | wc -c

say 'wrong calls'
run encode --framing=be64 in
run encode --framing in
run decode --raw --framing=varint in
run decode --framing=be32 --lines=hex in
run decode --framing=be32 --framing=be16 in
