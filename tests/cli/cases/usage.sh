# Wrong calls: what is said, and status 2.
run
run no-such-command
run --no-such-option
run --raw encode
run -x
run x-
run ''
run encode --no-such-option
run encode -x
run encode --raw=1
run encode --closed
run decode --closed
run validate --strict
run inspect --redact
run decode --r
run bench one two
run encode --raw one two
run generate one two
run --help-me
run help no-such-command

say 'what was probably meant'
run encod
run deocde
run halp
run xy
run encode --stirct
run decode --keepgoing
run inspect --show-secret
run inspect --show-secretz
run decode --dialekt=api
run encode --xyz
run encode --=api
run decode "--$(printf 'x%.0s' {1..100})"

say 'no byte of an argument controls a terminal'
escapes=$(printf '\x1b[31m\n\xc2\x9b')
for arguments in "$escapes" "encode --$escapes" "encode -$escapes" "encode --dialect=$escapes" "encode $escapes"; do
    IFS=' ' read -rd "" -a words < <(printf %s "$arguments") || true
    run "${words[@]}" | grep -a '^err'
done

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
