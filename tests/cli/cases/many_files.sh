# Several files are read one after another. Messages name the file, and records are counted anew in each.
json '{"id":"a","x":1}\n'
cp in a
json '{"id":"b"}\n{"id":"c","y":1,"y2":2}\n'
cp in b
json '{"id":}\n{"id":"d"}\n'
cp in broken
run_hex encode a b
cp out all
run_hex encode a broken b
run_hex encode --keep-going a broken b
run_hex encode a no-such-file b
"$PHONENUM" encode a >a.bin 2>err
"$PHONENUM" encode b >b.bin 2>err
cat a.bin b.bin | cmp - all

say '- is standard input among them'
cp b.bin same
run decode a.bin - b.bin <same

say 'the other commands'
printf '\x03\x0a\x01\xff\x06\x0a\x01z\x98\x06\x01' >broken
run decode a.bin broken b.bin
run decode --keep-going a.bin broken b.bin
run validate a.bin broken b.bin | grep -v required
run inspect a.bin broken b.bin

say 'one record in each'
printf '\x0a\x01x' >x
printf '\x0a\x01y' >y
run decode --raw x y

say 'what a file is called controls no terminal'
name=$(printf 'a\x1b[31m\n\xc2\x9b')
cp broken "$name"
for command in decode validate inspect; do
    run "$command" "$name" a.bin | sed -n '/a.x1b/p'
done
