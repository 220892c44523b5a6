# `encode --strict` names the place and the path of the first deviation of each kind.
say 'nothing to complain of'
json "$good"
run_hex encode --strict in

say 'missing members'
json "${good/\"object\":\"phone_number\",/}"
run encode --strict in
json "${good/\"linked_to\":[],/}"
run encode --strict in
json "${good/\"verification\":null,/}"
run encode --strict in
json "${good/\"verification\":null/\"verification\":{\"status\":\"verified\"\}}"
run encode --strict in
json "${good/\"linked_to\":[]/\"linked_to\":[{\"type\":\"saml\",\"id\":\"a\"\},{\"type\":\"saml\"\}]}"
run encode --strict in

say 'members and values outside the schema'
json "${good/\"reserved\":false/\"reserved\":0}"
run encode --strict in
json "${good/\"reserved\":false/\"reserved\":null}"
run encode --strict in
json "${good/1700000000000/1.7e12}"
run encode --strict in
json "${good/1700000000000/9223372036854775808}"
run encode --strict in
json "${good/\"reserved\"/\\n  \"nonce\":1,\"reserved\"}"
run encode --strict in
json "${good/\"verification\":null/\"verification\":{\"object\":\"verification_saml\"\}}"
run encode --strict in
json "${good/\"verification\":null/\"verification\":{\"status\":\"transferable\",\"strategy\":\"saml\"\}}"
run encode --strict in
json "${good/\"linked_to\":[]/\"linked_to\":[{\"type\":\"saml\",\"id\":\"a\",\"object\":\"x\"\}]}"
run encode --strict in

say 'the second line: the column counts characters, the byte counts bytes, both of the whole input'
json "$good\n${good/idn_1\",/é☎\",\"x\":1,}"
run_hex encode --strict in
