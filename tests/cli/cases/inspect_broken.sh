# `inspect`: broken input is explained up to the byte where it breaks, and so are the records behind it.
good='\x03\x0a\x01a'
for broken in '\x06\x0a\x01b\x0a\x01\xff' '\x05\x0a\x01b\x10\x80' '\x05\x0a\x01b\x0a\x05' '\x04\x0a\x01b\x00' '\x04\x0a\x01b\x07' '\x04\x0a\x01b\x0c' \
    '\x06\x0b\x10\x01\x13\x14\x08' '\x06\x0b\x10\x01\x14\x08\x01' '\x08\x3a\x06\x10\x01\x42\x02\x61\xff' '\x05\x98\x06\x01\x98\x06' \
    '\x07\x4a\x02\x0a\x00\x4a\x09\x0a'; do
    bytes "$broken$good"
    run inspect in
done

say 'a stream that ends too early'
for broken in '\x0a\x0a\x01b\x10\x01' '\x0a\x0a\x01b\x10\x80' '\x0a' '\x80' '\xff\xff\xff\xff\xff\xff' '\xff\xff\xff\xff\x0f'; do
    bytes "$good$broken"
    run inspect in
done

say 'bare'
bytes '\x0a\x01b\x0a\x05'
run inspect --raw in

say 'groups nested too deep'
bytes "$(printf '\\x0b%.0s' {1..101})$(printf '\\x0c%.0s' {1..101})" >/dev/null
run inspect --raw in | tail -n 4

say 'a bare record larger than the limit is not taken for one that is broken'
{ printf '\x0a\x80\xbb\xb0\x21'; head -c 70000000 /dev/zero | tr '\0' n; } >in
run inspect --raw in
run decode --raw in
