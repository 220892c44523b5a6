# The forms that `encode` reads: lines, an array, objects without anything between, one object, nothing.
say 'NDJSON, with an empty line and none at the end'
json '{"id":"a"}\n\n{"id":"b","reserved":true}'
run_hex encode in

say 'objects with nothing between'
json '{"id":"a"}{"id":"b","reserved":true}'
run_hex encode in

say 'an array over several lines'
json '[\n  {"id":"a"},\n  {"id":"b","reserved":true}\n]\n'
run_hex encode in

say 'an empty record is a record'
json '{}'
run_hex encode in

say 'nothing'
json ''
run_hex encode in
json ' \r\n\t '
run_hex encode in
json '[]'
run_hex encode in

say 'standard input'
json '{"id":"a"}'
run_hex encode <in
run_hex encode - <in
