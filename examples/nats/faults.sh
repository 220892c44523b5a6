#!/bin/bash
# Lets records flow through a cluster of three nodes, and meanwhile kills what can be killed. In the end the database
# must have exactly the newest version of each record. It tells how long each fault held up the flow.
#
# usage: faults.sh BUILD [RECORDS [FAULT...]]
#
# BUILD is a build folder with PHONENUM_NATS. Of each record there are three versions, in any order. By default there
# are 300000 records, and all faults:
#
# leader     kill -9 of the node that leads the stream
# follower   kill -9 of another node
# publisher  kill -9 of `publish`, which is then started from the start
# worker     kill -9 of a `store` that has committed but not acknowledged
# disk       no room for one of the two workers, for some seconds
# nodes      kill -9 of all nodes at once. Then the consumer is made anew, since the time before: see README.md
#
# All processes that it ends were started by it, and are ended by their numbers.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
records=${2:-300000}
shift $(($# < 2 ? $# : 2))
faults=("$@")
((${#faults[@]} > 0)) || faults=(leader follower publisher worker disk nodes)
phonenum=$build/tools/phonenum
programs=$build/examples/nats
work=$(mktemp -d)
export NATS_FOLDER=$work/nats
worker=()

# end_at_once PID: bash need not say that it was killed.
end_at_once() {
    kill -9 "$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}

clean_up() {
    local pid
    for pid in $(jobs -p); do
        end_at_once "$pid"
    done
    "$here/cluster.sh" stop || true
    rm -rf "$work"
}
trap clean_up EXIT

fail() {
    echo "faults.sh: $*" >&2
    "$here/cluster.sh" ask "\$JS.API.STREAM.INFO.PHONE_NUMBERS" >&2 || true
    "$here/cluster.sh" ask "\$JS.API.CONSUMER.INFO.PHONE_NUMBERS.store" >&2 || true
    tail -n 5 "$work"/*.log "$work"/nats/*/log >&2
    exit 1
}

# within SECONDS COMMAND...: until the command succeeds.
within() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < end)) || fail "in vain: $*"
        sleep 0.02
    done
}

# Three versions of each record: two of them have the same time, so that their bytes decide.
make_records() {
    "$phonenum" generate $((records / 3)) --json >"$work/1.json"
    sed 's/"updated_at":[0-9]*/"updated_at":1900000000000/' "$work/1.json" >"$work/2.json"
    sed 's/"created_at":[0-9]*/"created_at":1/' "$work/2.json" >"$work/3.json"
    cat "$work"/[123].json | shuf --random-source=<(yes) >"$work/all.json"
    "$phonenum" encode "$work/all.json" >"$work/all.bin" 2>/dev/null # it notes what the schema does not know
    split --number="l/${#faults[@]}" --numeric-suffixes "$work/all.json" "$work/part."
}

# stamp: puts the time before each line.
stamp() {
    local line
    while read -r line; do
        echo "$EPOCHREALTIME $line"
    done
}

# start_worker NUMBER. What it says has the times, for the stalls.
start_worker() {
    mkdir -p "$work/worker$1"
    FAULTS=$work/worker$1 LD_PRELOAD=$work/faults.so "$programs/store" -v "$work/db" \
        2> >(stamp >>"$work/store.log") &
    worker[$1]=$!
}

start_publisher() {
    "$programs/publish" -v --json "$1" 2> >(stamp >>"$work/publish.log") &
    publisher=$!
}

is_half_sent() {
    (($(grep -c 'publish: [0-9]* records$' "$work/publish.log") * 2000 >= records / ${#faults[@]}))
}

# number NAME: the first number of this name in JSON.
number() {
    grep -oE "\"$1\":[0-9]+" | head -n 1 | cut -d : -f 2
}

# Whether all messages of the stream are delivered and acknowledged.
is_drained() {
    local stream consumer
    stream=$("$here/cluster.sh" ask "\$JS.API.STREAM.INFO.PHONE_NUMBERS") &&
        consumer=$("$here/cluster.sh" ask "\$JS.API.CONSUMER.INFO.PHONE_NUMBERS.store") &&
        [[ $(number last_seq <<<"$stream") == $(grep -o '"ack_floor".*' <<<"$consumer" | number stream_seq) ]]
}

# Waits until all is stored. The server 2.9 sometimes forgets to tell the consumer of the last messages, after its nodes
# were killed, until there is another message or another leader. So a new leader is asked for if nothing goes on.
drain() {
    local end=$((SECONDS + 25))
    until is_drained; do
        if ((SECONDS > end)); then
            note=", after the consumer got a new leader"
            "$here/cluster.sh" ask "\$JS.API.CONSUMER.LEADER.STEPDOWN.PHONE_NUMBERS.store" >/dev/null || true
            within 90 is_drained
        fi
        sleep 0.1
    done
}

# Sets `leads` to the node that leads the stream, if there is one at the moment.
find_leader() {
    leads=$("$here/cluster.sh" status 2>/dev/null | sed -n 's/^leader: //p') && [[ -n $leads ]]
}

is_stopped() {
    [[ $(ps -o state= -p "$1") == T ]]
}

kill_nodes() {
    "$here/cluster.sh" kill "$@"
    sleep 2
    "$here/cluster.sh" start 3 >/dev/null
}

# prepare FAULT: before the records flow, because the first worker may soon be done with its share of them.
prepare() {
    case $1 in
    worker) touch "$work/worker1/stop" ;;
    disk) touch "$work/worker1/full" ;;
    esac
}

inject() {
    case $1 in
    leader)
        within 60 find_leader
        kill_nodes "$leads"
        ;;
    follower)
        within 60 find_leader
        kill_nodes "$([[ $leads == n1 ]] && echo n2 || echo n1)"
        ;;
    nodes)
        kill_nodes n1 n2 n3
        "$here/cluster.sh" replay "$since"
        ;;
    publisher)
        end_at_once "$publisher"
        start_publisher "$2"
        ;;
    worker)
        within 60 is_stopped "${worker[1]}"
        end_at_once "${worker[1]}"
        start_worker 1
        ;;
    disk)
        within 60 grep -q 'the database takes no records' "$work/store.log"
        sleep 2
        rm "$work/worker1/full"
        ;;
    *) fail "there is no fault $1" ;;
    esac
}

# longest LOG: the longest time from one line to the next, in seconds.
longest() {
    awk 'NR > 1 && $1 - last > most { most = $1 - last } { last = $1 } END { printf "%.1f", most }' "$1"
}

flow() {
    local fault=$1 part=$2 note='' since
    since=$(date -u +%Y-%m-%dT%H:%M:%SZ)
    : >"$work/publish.log"
    : >"$work/store.log"
    prepare "$fault"
    start_publisher "$part"
    within 60 is_half_sent
    inject "$fault" "$part"
    wait "$publisher" || fail "publish fails"
    drain
    printf '%-10s %6s s %6s s%s\n' "$fault" "$(longest "$work/publish.log")" "$(longest "$work/store.log")" "$note"
}

sql() {
    sqlite3 "$work/db" ".load '$build/src/sqlite3/phonenum'" "$1"
}

# The newest versions are worked out from the input, without any upsert. What has no id is known by its number.
compare() {
    local newest="SELECT record FROM (SELECT record, row_number() OVER (
        PARTITION BY ifnull(id, phone_number) ORDER BY updated_at DESC, record DESC) AS place
        FROM phonenum_file('$work/all.bin')) WHERE place = 1"
    local stored="SELECT record FROM phone_numbers" lost wrong count
    "$phonenum" store check "$work/db" >&2 || fail "the database is damaged"
    lost=$(sql "SELECT count(*) FROM ($newest EXCEPT $stored)")
    wrong=$(sql "SELECT count(*) FROM ($stored EXCEPT $newest)")
    count=$(sql "SELECT count(*) FROM phone_numbers")
    ((lost == 0 && wrong == 0 && count == records / 3)) ||
        fail "$count records are stored; $lost newest versions are missing, $wrong others are there"
    echo "$((records / 3 * 3)) messages: the database has the newest version of all $count records, and nothing else"
}

cp "$programs/faults.so" "$work" # LD_PRELOAD takes a path with spaces for several
make_records
"$here/cluster.sh" start 3 >/dev/null
NATS_URL=$("$here/cluster.sh" url)
export NATS_URL
"$phonenum" store import "$work/db" </dev/null 2>/dev/null
start_worker 1
start_worker 2
echo "longest stall of publish and store"
i=0
for part in "$work"/part.*; do
    flow "${faults[i]}" "$part"
    i=$((i + 1))
done
kill "${worker[@]}"
wait "${worker[@]}" || fail "store does not end well"
compare
