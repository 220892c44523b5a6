# `-o FILE`: the file appears when it is whole.
json '{"id":"a"}\n{"id":"b"}\n'
run encode -o encoded in
show_hex encoded
stat -c %a encoded
run decode --output=decoded encoded
cat decoded
run validate -ovalidated encoded
wc -l <validated
run inspect --output inspected encoded
wc -l <inspected
run decode -o - encoded

say 'a file that is replaced keeps its permissions, and may be the input'
chmod 640 in
run encode in -o in
show_hex in
stat -c %a in

say 'what is not whole is not there, and what was there stays'
json '{"id":"a"}\n{"id":}\n{"id":"c"}\n'
run encode -o none in
run encode -o encoded in
run encode -o none no-such-file
show_hex encoded
run encode --keep-going -o encoded in
show_hex encoded
ls

say 'interrupted'
mkfifo pipe
for signal in INT TERM HUP; do
    # A shell ignores SIGINT in what it runs in the background, and nohup ignores SIGHUP.
    "$PYTHON" -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' "$PHONENUM" encode -o unfinished pipe &
    exec 3>pipe
    until compgen -G 'unfinished.*' >/dev/null; do sleep 0.01; done
    kill -s "$signal" $!
    status=0
    { wait $!; } 2>/dev/null || status=$?
    exec 3>&-
    echo "$signal: status $status"
    compgen -G 'unfinished*' || true
done

say 'where no file can be'
run encode -o no-such-folder/file in
run encode -o . in
run encode -o '' in
run encode -o
run encode -o /dev/full encoded
json '{"id":"a"}\n'
run encode -o /dev/full in

say 'a device or a link is written to'
run encode -o /dev/null in
[[ -c /dev/null ]] && echo 'still a device'
ln -s decoded link
run encode -o link in
show_hex decoded
[[ -L link ]] && echo 'still a link'

say 'what a link leads to stays until all of the output is there, also if it is the input'
json '{"id":"a"'
run encode -o link in
show_hex decoded
run decode -o link decoded
cat decoded
