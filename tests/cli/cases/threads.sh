# `-T N`: the same output, messages and exit status as with one thread. same_by_threads.py has many more inputs.
for ((i = 0; i < 20000; i++)); do echo '{"id":"0123456789","phone_number":"1","nonce":1}'; done >lines
"$PHONENUM" encode lines >encoded 2>/dev/null
{ cat lines && echo '{"id":1,}' && cat lines; } >damaged
printf '\x03\x0a\x01\xff' >wrong
{ cat encoded wrong encoded; } >wrong_within

# same COMMAND ARGUMENT...: runs a command with one thread and with others. Shows the messages of one, and the digests.
same() {
    local status threads
    echo "\$ phonenum $*"
    for threads in 1 2 3 0; do
        status=0
        "$PHONENUM" "$@" -T "$threads" >"out$threads" 2>"err$threads" || status=$?
        cmp out1 "out$threads"
        cmp err1 "err$threads"
        echo "threads $threads: status $status"
    done
    show err err1
}
same encode lines
same encode damaged
same encode --keep-going damaged lines
same decode encoded
same decode --keep-going wrong_within
same decode wrong_within
same validate --lines=hex lines
same validate encoded | tail -n 1

say 'a file as output is there if all of it is'
run encode -T2 -o whole lines
"$PHONENUM" encode lines 2>/dev/null | cmp - whole
run encode -T2 -o whole damaged
"$PHONENUM" encode lines 2>/dev/null | cmp - whole

say 'a reader that has had enough ends it quietly'
for command in 'encode lines' 'decode encoded' 'validate encoded'; do
    # shellcheck disable=SC2086
    { "$PHONENUM" $command -T 2 2>err || echo "$?" >status; } | head -c 1 >/dev/null
    show err err
    echo "$command: status $(cat status 2>/dev/null || echo 0)"
    rm -f status
    # shellcheck disable=SC2086
    "$PYTHON" "$CLI/closed_pipe.py" "$PHONENUM" $command -T 2
done

say 'output does not wait for input'
mkfifo input output
"$PHONENUM" encode --lines=hex -T 2 input >output &
exec 4<output 3>input
for id in a b c; do
    echo "{\"id\":\"$id\"}" >&3
    read -r line <&4
    echo "$line"
done
exec 3>&-
wait $!
exec 4<&-

say 'interrupted'
mkfifo pipe
"$PYTHON" -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' "$PHONENUM" encode -T 2 -o unfinished pipe &
exec 3>pipe
cat lines >&3
until compgen -G 'unfinished.*' >/dev/null; do sleep 0.01; done
kill -s INT $!
status=0
{ wait $!; } 2>/dev/null || status=$?
exec 3>&-
echo "status $status"
compgen -G 'unfinished*' || true

say 'wrong numbers'
for number in x -1 '' 1x 257 99999999999999999999999; do
    run encode -T "$number" lines
done
run encode -T
run inspect -T 2 encoded
run decode --threads=2 --raw /dev/null
