# `--dialect proto`: protobuf's own JSON, in and out.
say 'what the API sends, as protobuf has it, and back'
json "$good"
"$PHONENUM" encode in >bytes
run decode --dialect proto bytes
run decode --dialect=proto --pretty bytes
"$PHONENUM" decode --dialect proto bytes >proto.json
run_hex encode --dialect proto proto.json
run_hex encode in

say 'both spellings, numbers or strings, names or numbers of enums'
json '{"phone_number":"+15551234567","createdAt":"1700000000000","updated_at":17e11,"object":1}'
run_hex encode --raw --dialect proto in
json '{"phoneNumber":"+15551234567","created_at":1700000000000,"updatedAt":"1700000000000","object":"PHONE_NUMBER_OBJECT_PHONE_NUMBER"}'
run_hex encode --raw --dialect proto in

say 'codes are redacted, and extra_json is text like any other'
json '{"backup_codes":["code-1","code-2"],"nonce":1}'
"$PHONENUM" encode in 2>/dev/null >bytes
run decode --dialect proto --redact bytes
json '{"nonce":{"backup_codes":["code-1",{"a":1}],"b":2},"verification":{"status":"verified","backup_codes":"code-2"}}'
"$PHONENUM" encode in 2>/dev/null >bytes
run decode --dialect proto --redact bytes
json '{"extraJson":"code-1, which is no JSON"}'
"$PHONENUM" encode --dialect proto in >bytes
run decode --dialect proto --redact bytes

say 'what the schema does not know is refused, or left out'
json '{"id":"a","nonce":{"a":[1]}}'
run encode --dialect proto in
run_hex encode --raw --dialect proto --ignore-unknown in
json '{"otp":{"status":"verified"}}'
run encode --dialect proto in
json '{"otp":{},"admin":{}}'
run encode --dialect proto in

say 'wrong calls'
run encode --dialect
run encode --dialect json in
run encode --dialect proto --strict in
run encode --ignore-unknown in
run decode --ignore-unknown in
run_hex encode --raw --dialect proto --dialect api in
