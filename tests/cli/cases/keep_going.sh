# `decode --keep-going`, and how many errors are shown of the commands that go on.
say 'one byte in a thousand records is wrong'
printf '{"id":"ab"}\n%.0s' {1..1000} >lines
"$PHONENUM" encode lines >in
printf '\xff' | dd of=in bs=1 seek=2504 conv=notrunc status=none
run decode --keep-going in | sort | uniq -c
run decode in | tail -n 3

say 'a record that JSON cannot show'
bytes '\x03\x0a\x01a\x06\x0a\x01b\x98\x06\x05\x03\x0a\x01c'
run decode --keep-going --strict in

say 'a stream that ends within a record'
bytes '\x03\x0a\x01a\x03\x0a\x01\xff\x09\x0a'
run decode --keep-going in

say 'many errors: the first ones and a count'
for ((i = 0; i < 21; i++)); do printf '\x03\x0a\x01\xff'; done >in
for command in 'decode --keep-going' validate inspect; do
    # shellcheck disable=SC2086
    run $command in | grep -v '^out|' | tail -n 5
done
printf '{"id":}\n%.0s' {1..1000} >lines
run encode --keep-going lines | tail -n 5
run encode --keep-going --all-errors lines | wc -l

say 'a read error is no record'
mkdir folder
run encode --keep-going folder
run decode --keep-going folder
