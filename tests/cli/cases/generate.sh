# Records for trying things out: the same for a seed wherever and whenever they are made.
say 'a few of them'
run generate 4 --json
run_hex generate 1 --seed=7

say 'the records of a seed never change within a version 0.1: these sums are the same on every machine'
for seed in 0 1 7 18446744073709551615; do
    "$PHONENUM" generate 10000 --seed "$seed" | cksum
    "$PHONENUM" generate 1000 --json --seed "$seed" | cksum
done

say 'the records of a smaller count come first'
"$PHONENUM" generate 1000 --json >all
"$PHONENUM" generate 10 --json | cmp - <(head -n 10 all)

say 'both forms say the same'
"$PHONENUM" encode all 2>notes | cmp - <("$PHONENUM" generate 1000)
show err notes

say 'all follow the rules of the service'
"$PHONENUM" generate 10000 >stream
run validate stream

say 'each number and each id occurs once, also across what is left out'
"$PHONENUM" decode stream 2>notes >lines
grep -o '^{"id":"[^"]*"' lines | sort | uniq -d
grep -o '"phone_number":"+[^"]*"' lines | sort | uniq -d
grep -c '"phone_number":"+[1-9][0-9]*"' lines

say 'codes are random and can be told from real ones'
grep -o '"backup_codes":\[[^]]*\]' lines | grep -o '"fake-[0-9-]*"' | sort | uniq -c | awk '{ n++; if ($1 > 1) twice++ }
    END { print (n > 10000) && (twice < 10) }'
grep -o '"backup_codes":\[[^]]*\]' lines | grep -vcE '^"backup_codes":\[("fake-[0-9]{4}-[0-9]{4}",?){10}\]$' || true

say 'every kind of thing is among them'
for text in '"verification":null' '"object":"verification_otp"' '"object":"verification_admin"' '"verification":{"status"' \
    '"status":"unverified"' '"status":"verified"' '"status":"failed"' '"status":"expired"' \
    '"strategy":"phone_code"' '"strategy":"email_code"' '"strategy":"reset_password_email_code"' \
    '"strategy":"reset_password_phone_code"' '"strategy":"admin"' '"strategy":"ticket"' '"attempts":null' \
    '"expire_at":null' '"verified_at_client":"' '"channel":"sms"' '"channel":"whatsapp"' '"type":"saml"' \
    '"backup_codes":\[' '"metadata":{' '"verification_from_oauth"' '"error":null' '"identification_link"' \
    '"reserved":true' '"reserved_for_second_factor":true' '"default_second_factor":true' '^{"object"'; do
    grep -q -- "$text" lines || echo "none has $text"
done

say 'none at all, and a file'
run generate 0
run generate 2 -o file
"$PHONENUM" generate 2 | cmp - file

say 'what is wrong'
run generate
run generate 1 2
run generate 1x
run generate -- -1
run generate 18446744073709551616
run generate 99999999999999999999
run generate ''
run generate 1 --seed
run generate 1 --seed=
run generate 1 --seed=0x7
run generate 1 --seed=18446744073709551616

say 'a reader that has enough ends it'
"$PHONENUM" generate 18446744073709551615 --json | head -n 2 | wc -l
