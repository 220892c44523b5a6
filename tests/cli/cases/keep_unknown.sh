# `--keep-unknown`: unknown fields survive decode and encode.
fields='\x0a\x01a\x3a\x03\x98\x06\x01\x4a\x03\x98\x06\x01\xa2\x06\x06SECRET'
say 'at each level, in both dialects'
bytes "\x16$fields\x06\x0a\x01b\x98\x06\x05"
cp in original
run decode --keep-unknown in
run decode --keep-unknown --redact in
run decode --keep-unknown --dialect=proto in
for dialect in api proto; do
    "$PHONENUM" decode --keep-unknown --dialect=$dialect in |
        "$PHONENUM" encode --keep-unknown --dialect=$dialect | cmp - original
done

say 'without it, the note names it'
run decode in
run decode --strict in
run decode --strict --keep-unknown in
bytes '\x0c\x0a\x01a\xa2\x06\x06\x0a\x04type'
run decode in

say 'refused is what is no base64, no field, or a known field'
for text in '"$"' '"mAY="' '"CgFh"' 5; do
    json "{\"@unknown\":$text}"
    run encode --keep-unknown in
done

say 'without the option it is a member like any other'
json '{"@unknown":"mAYF"}'
run_hex encode in
