# `encode --raw` takes exactly one record, and writes nothing when there is not.
json '{"id":"a"}\n'
run_hex encode --raw in
json '[{"id":"a"}]'
run_hex encode --raw in
json '{}'
run_hex encode --raw in

say 'none'
json ''
run_hex encode --raw in
json '[]'
run_hex encode --raw in

say 'two'
json '{"id":"a"}\n{"id":"b"}'
run_hex encode --raw in
json '[{"id":"a"},{"id":"b"}]'
run_hex encode --raw in

say 'one, and what is none'
json '{"id":"a"} x'
run_hex encode --raw in
json '{"id":"a"}\n{"id"'
run_hex encode --raw in
