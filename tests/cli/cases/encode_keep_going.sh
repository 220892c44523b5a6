# `encode --keep-going` leaves out what can't be read, says so for each, and ends with the count and status 1.
json '{"id":"a"}\n{"id":}\n{"id":"b"}\n{"id":"c","id":"d"}\n"text"\n{"id":"e"}\n'
run_hex encode --keep-going in

say 'in an array'
json '[\n{"id":"a"},\n{"id":tru},\n{"id":"b","id":"c"},{"id":"d"}\n]\n'
run_hex encode --keep-going in

say 'cut off in the middle of a record'
json '{"id":"a"\n{"id":"b"}\n{"id":"c'
run_hex encode --keep-going in

say 'with --strict'
json "{}\n$good\n{}"
run_hex encode --keep-going --strict in

say 'nothing was wrong: no count'
json '{"id":"a"}'
run_hex encode --keep-going in

say 'it makes no sense with --raw'
run encode --keep-going --raw in
