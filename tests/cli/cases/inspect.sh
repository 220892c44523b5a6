# `inspect`: every byte of a record with every field.
json '{"id":"idn_2b8K","object":"phone_number","phone_number":"+15555550100","reserved_for_second_factor":true,"default_second_factor":false,"reserved":false,"verification":{"object":"verification_otp","status":"verified","strategy":"phone_code","attempts":1,"expire_at":1700000600000,"verified_at_client":"client_\xc3\xa9","channel":"sms","nonce":"n"},"linked_to":[{"type":"oauth_google","id":"idn_3","object":"x"},{"type":"saml","id":""}],"backup_codes":["s1","s2"],"created_at":-1,"updated_at":9223372036854775807,"metadata":{"backup_codes":["s3"],"x":1}}'
"$PHONENUM" encode in >one 2>/dev/null
run inspect one
run inspect --show-secrets one

say 'an admin, bare'
json '{"verification":{"object":"verification_admin","status":"verified","strategy":"admin","attempts":null,"expire_at":null},"created_at":0}'
"$PHONENUM" encode --raw in >two
run inspect --raw two
"$PHONENUM" encode <(printf '{"verification":{"strategy":"saml"}}') >three
run inspect three

say 'several records: the offset in the record, and where the record begins'
cat three one three >many
run inspect many | grep record
run inspect - <three

say 'nothing, and records of nothing'
bytes ''
run inspect in
run inspect --raw in
bytes '\x00\x00'
run inspect in
