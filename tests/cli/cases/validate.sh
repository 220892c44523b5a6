# `validate`: a line for each broken rule, and the count at the end.
say 'nothing is wrong'
json "$good\n$good"
"$PHONENUM" encode in >valid
run validate valid
run validate --closed valid

say 'every rule'
json '{}\n{"id":"","object":"phone_number","phone_number":"15555550100","reserved":false,"verification":{"status":"odd"},"linked_to":[{},{"type":"","id":""},{"type":"saml","id":"x"}],"created_at":2,"updated_at":1}\n{"id":"b","object":"phone_number","phone_number":"+1","reserved":false,"verification":{"object":"verification_admin","status":"failed","strategy":"phone_code"},"created_at":0,"updated_at":-1}'
"$PHONENUM" encode in >broken 2>/dev/null
run validate broken

say 'what bytes alone can say: another object than the kind, a known strategy as custom'
bytes '\x3a\x04\x08\x02\x22\x00\x10\x01'
run validate --raw in
bytes '\x10\x01\x1a\x03+12\x30\x00\x42\x12\x08\x01\x10\x02\x22\x0aphone_code\x18\x07\x58\x01\x60\x01'
run validate --raw in

say 'the closed form'
json "${good/\"reserved\"/\"x\":1,\"reserved\"}\n${good/\"verification\":null/\"verification\":{\"status\":\"verified\",\"strategy\":\"saml\",\"x\":1\}}\n${good/\"linked_to\":[]/\"linked_to\":[{\"type\":\"saml\",\"id\":\"a\",\"object\":\"x\"\}]}"
"$PHONENUM" encode in >open 2>/dev/null
run validate open
run validate --closed open
{ "$PHONENUM" encode --raw <(printf '%s' "$good"); printf '\x98\x06\x05'; } >unknown
run validate --raw unknown
run validate --raw --closed unknown

say 'an id of control characters'
bytes '\x0a\x0c\x1b[31m\n\xc2\x9b"\\\\\x00'
run validate --raw in

say 'a record that can not be decoded does not hide those behind it'
{ printf '\x03\x0a\x01a\x03\x0a\x01\xff\x02\x0b\x08'; cat valid; printf '\x05\x0a'; } >mixed
run validate mixed

say 'nothing'
bytes ''
run validate in
