# Wrong calls: what is said, and status 2.
run
run no-such-command
run --no-such-option
run --raw encode
run ''
run encode --no-such-option
run encode -x
run encode --raw=1
run encode --closed
run decode --closed
run validate --strict
run inspect --redact
run decode --r
run encode one two
run decode -- one two
run encode - -
run --help-me

say 'an option may stand behind FILE, and be shortened while that is clear'
json '{"id":"a"}'
run_hex encode in --raw
run_hex encode --ra in
run_hex encode --raw --raw in

say 'behind -- all are names of files, but - is standard input'
cp in ./--raw
run_hex encode -- --raw
run_hex encode -- - <in
run_hex encode ./--raw

say 'what shows secrets is to be spelled out'
json '{}'
run inspect --show in
run inspect in --show-secrets --raw
