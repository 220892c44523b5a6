# `decode`: a stream and a bare record, its flags, and what JSON can't show.
record='\x0a\x01a\x52\x02s1\x52\x02s2\x7a\x1d{"b":[{"backup_codes":"s3"}]}'
other='\x0a\x02\xc3\xa9'

say 'a stream'
bytes "\x2a$record\x04$other\x00"
run decode in
run decode --redact in
run decode --pretty --redact in
run decode --strict <in

say 'one bare record'
bytes "$record"
run decode --raw in
run decode --raw --redact - <in
bytes ''
run decode --raw in

say 'nothing'
run decode in

say 'fields that JSON can not show'
bytes '\x0c\x98\x06\x05\x0a\x01a\xa3\x06\x08\x01\xa4\x06\x12\x3a\x06\x98\x06\x01\x98\x06\x02\x4a\x03\x98\x06\x01\x4a\x03\x98\x06\x01\x02\x10\x05\x02\x0a\x00'
run decode in
run decode --strict in
bytes '\x03\x0a\x01a\x05\x4a\x03\x98\x06\x01'
run decode --strict in
for submessage in '\x3a' '\x42' '\x4a'; do
    bytes "\x05$submessage\x03\x98\x06\x01"
    run decode in
done
bytes '\x10\x05'
run decode --raw in
run decode --raw --strict in

say 'an extra_json of a stranger'
for extra in '\x05{"bac' '\x0a{"id":"x"}' '\x03[1]' '\x0d{"a":1,"a":2}' '\x02{}'; do
    bytes "\x0a\x01a\x7a$extra"
    run decode --raw in
done
