# `inspect`: nothing of backup codes is shown unless asked for, whatever their wire type; extra_json is shown redacted, or not
# at all.
say 'field 10 with every wire type, and all within a group'
bytes '\x52\x04S1S2\x50\x80\x01\x55S1S2\x51S1S2S1S2\x53\x0a\x04S1S2\x53\x54\x54\x4a\x02\x0a\x00'
run inspect --raw in
run inspect --raw --show-secrets in

say 'broken in a backup code'
bytes '\x52\x04S1\xffS'
run inspect --raw in
bytes '\x52\x05S1S'
run inspect --raw in
bytes '\x53\x0a\x02S1'
run inspect --raw in
bytes '\x50\xff'
run inspect --raw in

say 'extra_json at every level'
bytes '\x7a\x26{"backup_codes":["S1"],"x":{"a":"b"}}\x3a\x16\x7a\x14{"backup_codes":"S"}\x4a\x1d\x7a\x1b{"b\\\\u0061ckup_codes":{"S":1}'
run inspect --raw in
bytes '\x3a\x16\x7a\x14{"backup_codes":"S"}\x4a\x1a\x7a\x18{"\\\\u0062ackup_codes":1}'
run inspect --raw in
run inspect --raw --show-secrets in

say 'extra_json that is no JSON'
for extra in '\x03S1{' '\x00' '\x14{"backup_codes":"S",' '\x02\x1bS'; do
    bytes "\x7a$extra"
    run inspect --raw in
    run inspect --raw --show-secrets in
done

say 'extra_json with other wire types'
bytes '\x7b\x0a\x04S1S2\x7c\x79S1S2S1S2\x3a\x05\x7dS1S2'
run inspect --raw in

say 'read in the wrong form, unknown fields may be anything'
json '{"id":"a","backup_codes":["SECRET99"]}'
run encode --raw in
cp out in
run inspect in

say 'what is read in the wrong form may look well behind what is broken'
line='{"id": "ZwfZA", "backup_codes": ["SECRETXN15", "SECRETo0Nu", "SECRETT3sg"], "created_at": 1006158821466, "updated_at": 1006158821466}'
json "$line\\n$line\\n"
run inspect in
