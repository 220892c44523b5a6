#!/bin/bash
# A cluster of NATS servers on this machine, with a stream and a consumer for phone numbers. For trying things out: it
# listens on the loopback interface only, and asks nobody who they are.
#
# usage: cluster.sh start N | stop | kill NODE... | status | url | replay [SINCE] | ask SUBJECT [BODY]
#
# start    makes N nodes, starts those that do not run, and makes the streams and the consumer
# stop     ends the nodes; what they hold stays in the folder
# kill     ends nodes with kill -9, as a crash would
# status   tells which nodes run, who leads, and how many messages there are
# url      prints what the programs want in NATS_URL
# replay   makes the consumer anew: all messages of the stream come again, or those since a time (RFC 3339)
# ask      asks JetStream's API; prints the answer, which is JSON
#
# Everything is in the folder $NATS_FOLDER, by default ./nats-cluster.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=${NATS_FOLDER:-$PWD/nats-cluster}
PATH=$PATH:/usr/sbin # where Debian has nats-server

complain() {
    echo "cluster.sh: $*" >&2
    exit 1
}

# The names of the nodes that were made.
nodes() {
    local node
    for node in "$folder"/n*/; do
        [[ ! -d $node ]] || basename "$node"
    done
}

# Whether a node runs. A number that now belongs to another process does not count.
runs() {
    local pid
    pid=$(cat "$folder/$1/pid" 2>/dev/null) &&
        [[ $(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline") == *"$folder/$1/conf"* ]]
}

# A port below those that the system gives to clients, on which nobody listens.
free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 12000))
        if [[ " ${taken-} " != *" $port "* ]] && ! (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            taken="${taken-} $port"
            free=$port
            return
        fi
    done
}

make_nodes() {
    local count=$1 i all routes=()
    for ((i = 1; i <= count; i++)); do
        mkdir -p "$folder/n$i"
        free_port && echo "$free" >"$folder/n$i/port"
        free_port && routes+=("nats://127.0.0.1:$free")
    done
    all=$(IFS=,; echo "${routes[*]}")
    for ((i = 1; i <= count; i++)); do
        {
            echo "server_name: n$i"
            echo "listen: \"127.0.0.1:$(<"$folder/n$i/port")\""
            echo "jetstream { store_dir: \"$folder/n$i/data\", max_mem: 64M, max_file: 8G }"
            if ((count > 1)); then
                echo "cluster { name: phonenum, listen: \"${routes[i - 1]#nats://}\", routes: [$all] }"
            fi
        } >"$folder/n$i/conf"
    done
}

start_node() {
    nats-server -c "$folder/$1/conf" </dev/null >>"$folder/$1/log" 2>&1 &
    echo $! >"$folder/$1/pid"
}

# ask SUBJECT [BODY]: any node that answers will do.
ask() {
    local node
    for node in $(nodes); do
        runs "$node" && ask_port "$(<"$folder/$node/port")" "$@" 2>/dev/null && return
    done
    return 1
}

# NATS speaks in lines. The answer comes to a subject of its own.
ask_port() (
    port=$1 subject=$2 body=${3-} inbox=_INBOX.$$.$RANDOM$RANDOM
    exec 3<>"/dev/tcp/127.0.0.1/$port"
    printf 'CONNECT {"verbose":false}\r\nSUB %s 1\r\nPUB %s %s %d\r\n%s\r\n' \
        "$inbox" "$subject" "$inbox" "${#body}" "$body" >&3
    while read -t 3 -r line <&3; do
        line=${line%$'\r'}
        if [[ $line == MSG\ * ]]; then
            read -t 3 -r -N "${line##* }" answer <&3
            echo "$answer"
            exit
        fi
    done
    exit 1
)

# make SUBJECT FILE REPLICAS: asks until all nodes that are needed are there, for a minute at most.
make() {
    local body answer='' i
    body=$(sed "s/\"num_replicas\": [0-9]*/\"num_replicas\": $3/" "$2" | tr -d '\n')
    for ((i = 0; i < 120; i++)); do
        answer=$(ask "$1" "$body") && [[ $answer != *'"error"'* ]] && return
        sleep 0.5
    done
    complain "$1 fails: ${answer:-no answer}; see the logs in $folder"
}

start() {
    local count=$1 node replicas=1
    [[ $count =~ ^[1-9]$ ]] || complain "start wants a number of nodes, from 1 to 9"
    command -v nats-server >/dev/null || complain "nats-server is not installed (Debian: nats-server)"
    mkdir -p "$folder"
    [[ -n $(nodes) ]] || make_nodes "$count"
    (($(nodes | wc -l) == count)) || complain "$folder has another number of nodes; remove it, or set NATS_FOLDER"
    for node in $(nodes); do
        runs "$node" || start_node "$node"
    done
    ((count < 3)) || replicas=3
    make "\$JS.API.STREAM.CREATE.PHONE_NUMBERS" "$here/stream.json" "$replicas"
    make "\$JS.API.STREAM.CREATE.DEAD_NUMBERS" "$here/dead.json" "$replicas"
    make "\$JS.API.CONSUMER.DURABLE.CREATE.PHONE_NUMBERS.store" "$here/consumer.json" "$replicas"
    echo "export NATS_URL=$(url)"
}

stop() {
    local node
    for node in $(nodes); do
        ! runs "$node" || kill "$(<"$folder/$node/pid")"
    done
    for node in $(nodes); do
        while runs "$node"; do sleep 0.1; done
        rm -f "$folder/$node/pid"
    done
}

kill_nodes() {
    local node
    for node in "$@"; do
        runs "$node" || complain "$node does not run"
        kill -9 "$(<"$folder/$node/pid")"
    done
}

url() {
    local node urls=()
    for node in $(nodes); do
        urls+=("nats://127.0.0.1:$(<"$folder/$node/port")")
    done
    (IFS=,; echo "${urls[*]}")
}

# field NAME: the first number or text of this name in JSON.
field() {
    grep -oE "\"$1\": ?(\"[^\"]*\"|[0-9]+)" | head -n 1 | sed 's/^[^:]*: *//; s/"//g'
}

status() {
    local node stream consumer dead
    for node in $(nodes); do
        if runs "$node"; then echo "$node runs as $(<"$folder/$node/pid")"; else echo "$node does not run"; fi
    done
    stream=$(ask "\$JS.API.STREAM.INFO.PHONE_NUMBERS") || complain "no node answers"
    dead=$(ask "\$JS.API.STREAM.INFO.DEAD_NUMBERS") || complain "no node answers"
    consumer=$(ask "\$JS.API.CONSUMER.INFO.PHONE_NUMBERS.store") || complain "no node answers"
    echo "leader: $(field leader <<<"$stream")"
    echo "to deliver: $(field num_pending <<<"$consumer")"
    echo "to be acknowledged: $(field num_ack_pending <<<"$consumer")"
    echo "dead letters: $(field messages <<<"$dead")"
}

replay() {
    local policy='"deliver_policy": "all"' consumer
    [[ -z ${1-} ]] || policy="\"deliver_policy\": \"by_start_time\", \"opt_start_time\": \"$1\""
    consumer=$(sed "s/\"deliver_policy\": \"all\"/$policy/" "$here/consumer.json")
    ask "\$JS.API.CONSUMER.DELETE.PHONE_NUMBERS.store" >/dev/null || complain "no node answers"
    make "\$JS.API.CONSUMER.DURABLE.CREATE.PHONE_NUMBERS.store" <(echo "$consumer") 1
}

case ${1-} in
start) start "${2-}" ;;
stop | status | url) "$1" ;;
kill) kill_nodes "${@:2}" ;;
replay) replay "${2-}" ;;
ask) ask "${2-}" "${3-}" ;;
*)
    sed -n '/^# usage/s/^# //p' "$0" >&2
    exit 2
    ;;
esac
