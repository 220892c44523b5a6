# The last line of `encode`: which members went to extra_json, the most frequent first.
say 'none'
json '{"id":"a"}'
run_hex encode in

say 'one'
json '{"nonce":1}'
run_hex encode in

say 'of every message, the elements of a list under one name'
json '{"created_at":1.5,"metadata":null,"verification":{"nonce":1,"status":"transferable","strategy":"saml"},"linked_to":[{"object":"x"},{"object":"y"},{}]}\n{"verification":{"nonce":2,"strategy":"admin","channel":"sms"},"linked_to":0}'
run encode in | tail -n 3

say 'names that look like others, or like nothing, stand as they are written'
json '{"a[1]":1,"a[2]":2,"":3,"\\u001b[31m":4}'
run encode in | tail -n 3

say 'no name reaches a terminal as anything but printable ASCII'
json '{"\xc3\xa9":1,"\xc2\x9b":2,"\x7f":3}'
run encode in | tail -n 3

say 'a long name is cut'
json "{\"$(printf 'x%.0s' {1..500})\":1}" >/dev/null
run encode in | tail -n 3

say 'many names: ten of them, and the rest counted'
json "{$(printf '"m%d":0,' {1..200})\"m0\":0}\n{\"m7\":0,\"m8\":0}\n{\"m8\":0}" >/dev/null
run encode in | tail -n 3

say 'they are counted up to the error'
json '{"nonce":1}\n{"nonce":2'
run_hex encode in
