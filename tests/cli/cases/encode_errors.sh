# What is no JSON, or no record, and where. What stands before it is written.
for text in \
    '5' 'null' '"x"' '[[]]' '[' '[{}' '[{},]' '[{}]x' '[{}][{}]' '{},{}' '{}\x00' '\xef\xbb\xbf{}' '{"id":"a"' \
    '{"id":"a",}' '{id:1}' "{'id':1}" '{"id":01}' '{"id":1.}' '{"id":NaN}' '{"id":"\xff"}' '{"id":"\xed\xa0\x80"}' \
    '{"id":"\\ud800"}' '{"id":"\\x"}' '{"id":"\t"}' '{"x":tru}' '{"a":1,"\\u0061":2}' '{"x":{"a":1,"a":2}}' \
    '{"verification":{"status":"verified","status":1}}' '{"linked_to":[{"id":"a"},{"id":"\xc0\x80"}]}' \
    '{"backup_codes":["s1","s\xff"]}'; do
    json "$text"
    run_hex encode in
done

say 'nesting'
json "{\"x\":$(printf '[%.0s' {1..98})$(printf ']%.0s' {1..98})}" >/dev/null
run encode in | tail -n 4
json "{\"x\":$(printf '[%.0s' {1..200})$(printf ']%.0s' {1..200})}" >/dev/null
run encode in | tail -n 4

say 'hostile names in a path'
json '{"verification":{"\x1b]0;x":1}}'
run encode in
json '{"verification":{"\\u001b]0;\xc2\x9b":1,"\\u001b]0;\xc2\x9b":2}}'
run encode in
json "{\"$(printf 'x%.0s' {1..500})\":{\"$(printf 'y%.0s' {1..500})\":}}" >/dev/null
run encode in | tail -n 3

say 'records before an error are written whole, and nothing of the one that is wrong'
json '{"id":"a"}\n{"id":"b"}\n{"id":"c","reserved":true,"verification":x}\n{"id":"d"}'
run_hex encode in

say 'what stands behind backup_codes is not named'
json '{"backup_codes":{"SECRET1":tru}}'
run encode in
json '{"x":{"backup_codes":{"SECRET1":1,"SECRET1":2}}}'
run encode in
