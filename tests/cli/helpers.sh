# What the cases are written with. run.sh reads this in before a case.
# shellcheck shell=bash

# show STREAM FILE: the lines of a file, each with the stream's name before it; a missing last line end is said.
show() {
    sed "s/^/$1| /" "$2"
    if [[ -s $2 && -n $(tail -c 1 "$2") ]]; then
        printf '\n%s\\ no line end\n' "$1"
    fi
}

# show_hex FILE: its bytes, 24 a line.
show_hex() {
    od -An -v -tx1 -w24 "$1" | sed 's/^/out| hex/'
}

# finish STATUS: what `run` and the like say last.
finish() {
    show err err
    echo "status $1"
    echo
}

# run ARGUMENT...: runs the program and shows the call, both streams and the exit status. Its input is run's own.
run() {
    local status=0
    echo "\$ phonenum $*"
    "$PHONENUM" "$@" >out 2>err || status=$?
    show out out
    finish "$status"
}

# run_hex ARGUMENT...: like run, for output that is no text.
run_hex() {
    local status=0
    echo "\$ phonenum $*"
    "$PHONENUM" "$@" >out 2>err || status=$?
    show_hex out
    finish "$status"
}

# json TEXT: shows the text and makes it the file `in`; printf's escapes can stand in it.
# bytes TEXT: the same, for bytes.
json() {
    printf '# %s\n' "$1"
    printf '%b' "$1" >in
}
bytes() {
    json "$1"
}

# say TEXT: a heading in the expectation.
say() {
    printf '## %s\n' "$1"
}

# A record that breaks no rule, and which --strict takes.
# shellcheck disable=SC2034
good='{"id":"idn_1","object":"phone_number","phone_number":"+15555550100","reserved":false,"verification":null,'
good+='"linked_to":[],"created_at":1700000000000,"updated_at":1700000000001}'
