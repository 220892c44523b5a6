# A reader that has had enough (`| head`) ends the program soon and quietly, however large the input.
# shellcheck disable=SC2034
json '{"id":"0123456789","phone_number":"1","nonce":1}' >/dev/null
cp in line
for ((i = 0; i < 14; i++)); do
    cat line line >twice
    mv twice line
done
"$PHONENUM" encode line >encoded 2>/dev/null
{ printf '\x98\x06\x05' && printf '\x0a\x01a'; } >fields
printf '\x06' >prefix
cat prefix fields >unknown
for ((i = 0; i < 15; i++)); do
    cat unknown unknown >twice
    mv twice unknown
done

# quietly ARGUMENT...: the program's status and whatever it says when nobody reads on.
quietly() {
    echo "\$ phonenum $* | head -c 1"
    { "$PHONENUM" "$@" 2>err || echo "$?" >status; } | head -c 1 >/dev/null
    show err err
    echo "status $(cat status 2>/dev/null || echo 0)"
    rm -f status
}
quietly encode line
quietly decode encoded
quietly decode unknown
quietly validate encoded
quietly inspect encoded

say 'the same where SIGPIPE is ignored already'
trap '' PIPE
quietly encode line
quietly decode encoded
quietly decode unknown
quietly validate encoded
quietly inspect encoded

say 'a pipe that was closed before the first byte'
for command in 'encode line' 'decode encoded' 'inspect encoded' --help --version 'encode --help'; do
    # shellcheck disable=SC2086
    "$PYTHON" "$CLI/closed_pipe.py" "$PHONENUM" $command
done
