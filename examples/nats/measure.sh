#!/bin/bash
# Measures how fast workers take records from a cluster of three nodes on this machine, for several numbers of workers
# and several batches, and how much memory a worker needs. Everything shares this machine, so only ratios say something.
#
# usage: measure.sh BUILD [RECORDS]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
records=${2:-200000}
work=$(mktemp -d)
export NATS_FOLDER=$work/nats

clean_up() {
    local pid
    for pid in $(jobs -p); do
        kill -9 "$pid" 2>/dev/null || true
    done
    "$here/cluster.sh" stop || true
    rm -rf "$work"
}
trap clean_up EXIT

since() {
    awk -v begin="$1" -v end="$EPOCHREALTIME" -v records="$records" 'BEGIN { printf "%.0f", records / (end - begin) }'
}

is_drained() {
    [[ $("$here/cluster.sh" ask "\$JS.API.CONSUMER.INFO.PHONE_NUMBERS.store") == \
        *'"ack_floor":'*"\"stream_seq\":$last,"*'"num_ack_pending":0,'* ]]
}

# The most memory that a process had so far, in MiB.
memory() {
    awk '/^VmHWM/ { printf "%d", $2 / 1024 }' "/proc/$1/status"
}

# measure WORKERS BATCH DATABASES: the stream keeps the messages, so a new consumer gets all of them.
measure() {
    local i begin pids=()
    "$here/cluster.sh" ask "\$JS.API.CONSUMER.DELETE.PHONE_NUMBERS.store" >/dev/null
    "$here/cluster.sh" start 3 >/dev/null
    for ((i = 0; i < $3; i++)); do
        rm -f "$work/db$i"*
        "$build/tools/phonenum" store import "$work/db$i" </dev/null 2>/dev/null
    done
    begin=$EPOCHREALTIME
    for ((i = 0; i < $1; i++)); do
        "$build/examples/nats/store" -b "$2" "$work/db$((i % $3))" &
        pids+=($!)
    done
    until is_drained; do sleep 0.05; done
    printf '%7d %5d %9d %10s %5s\n' "$1" "$2" "$3" "$(since "$begin")" "$(memory "${pids[0]}")"
    kill "${pids[@]}"
    wait "${pids[@]}"
}

"$here/cluster.sh" start 3 >/dev/null
NATS_URL=$("$here/cluster.sh" url)
export NATS_URL
"$build/tools/phonenum" generate "$records" >"$work/in"
begin=$EPOCHREALTIME
"$build/examples/nats/publish" "$work/in" 2>/dev/null
last=$records
echo "publish: $(since "$begin") records/s"
echo "workers batch databases  records/s   MiB"
for batch in 10 100 1000 10000; do
    measure 1 "$batch" 1
done
for workers in 2 4; do
    measure "$workers" 1000 1
    measure "$workers" 1000 "$workers"
done
