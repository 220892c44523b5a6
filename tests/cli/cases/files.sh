# Files that can't be read or written: a message and status 3.
run encode no-such-file
run decode no-such-folder/file
run validate ''
run inspect no-such-file
run bench no-such-file
mkdir folder
for command in encode decode validate inspect bench; do
    run "$command" folder
done
run decode --raw folder
run inspect --raw folder

say 'standard input is closed'
for command in encode decode validate 'decode --raw' 'bench -'; do
    # shellcheck disable=SC2086
    run $command <&-
done
run inspect <&-

# to DESCRIPTION ARGUMENT...: runs the program with standard output elsewhere, which `run` would not let it.
to() {
    local status=0
    echo "\$ phonenum ${*:2} $1"
    case $1 in
    '>&-') "$PHONENUM" "${@:2}" 2>err >&- || status=$? ;;
    *) "$PHONENUM" "${@:2}" 2>err >/dev/full || status=$? ;;
    esac
    finish "$status"
}

say 'standard output is full, or closed'
json '{"x":1}\n{}'
"$PHONENUM" encode in >encoded 2>/dev/null
for output in '>/dev/full' '>&-'; do
    to "$output" encode in
    to "$output" encode --keep-going - <in
    to "$output" decode encoded
    to "$output" validate encoded
    to "$output" inspect encoded
    to "$output" bench encoded
    to "$output" --help
    to "$output" decode --help
    to "$output" --version
done

say 'large output to a full device ends at once'
json "$(printf '{"id":"%080d"}\\n' {1..3000})" >/dev/null
to '>/dev/full' encode in

say 'standard error is closed: the result and the status are the same'
json '{"x":1}\n{'
status=0
"$PHONENUM" encode in 2>&- >out || status=$?
show_hex out
echo "status $status"
