#!/bin/bash
# Has the Protocol Buffers library of a language read the golden records and write them again, and judges what it wrote.
# Exits with 77 if the language or its library is not installed.
#
# usage: run.sh LANGUAGE PROGRAM PYTHON SOURCE_DIR
set -euo pipefail

language=$1
program=$2
python=$3
source=$4
here=$source/tests/interop/golden
golden=$source/tests/golden/v1
# scripts/interop.sh installs these; JavaScript finds them from the folder beside them.
js=$source/build/interop/js
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
code=$work/code
out=$work/out
mkdir "$code" "$out"

# needs WHAT COMMAND...: whether the command succeeds; if not, this language is skipped.
needs() {
    local what=$1
    shift
    "$@" >"$work/probe" 2>&1 && return
    echo "skipped: $what is not installed here; scripts/interop.sh installs it"
    exit 77
}

generate() {
    protoc --proto_path="$source/proto" "$@" phonenum/v1/phone_number.proto
}

run_cpp() {
    local flags
    needs "C++ protobuf" pkg-config protobuf
    read -ra flags < <(pkg-config --cflags --libs protobuf)
    generate --cpp_out="$code"
    c++ -std=c++17 -I"$code" "$here/golden.cc" "$code/phonenum/v1/phone_number.pb.cc" "${flags[@]}" -o "$work/golden"
    "$work/golden" "$golden" "$out"
}

run_python() {
    needs "Python's protobuf" "$python" -c "import google.protobuf"
    generate --python_out="$code"
    PYTHONPATH=$code "$python" "$here/golden.py" "$golden" "$out"
}

run_ruby() {
    needs "Ruby's protobuf" ruby -e "require 'google/protobuf'"
    generate --ruby_out="$code"
    ruby -I "$code" "$here/golden.rb" "$golden" "$out"
}

run_java() {
    local jars=/usr/share/java
    local path=$jars/protobuf.jar:$jars/protobuf-util.jar:$jars/gson.jar:$jars/guava.jar
    needs "Java's compiler" javac -version
    needs "Java's protobuf" ls "$jars"/{protobuf,protobuf-util,gson,guava}.jar
    generate --java_out="$code"
    javac -XDsuppressNotes -cp "$path" -d "$work/classes" "$code"/phonenum/v1/*.java "$here/Golden.java"
    java -cp "$path:$work/classes" Golden "$golden" "$out"
}

# Debian has Go's packages in a GOPATH, so there are no modules.
run_go() {
    needs "Go" go version
    needs "protoc-gen-go" protoc-gen-go --version
    needs "Go's protobuf" ls /usr/share/gocode/src/google.golang.org/protobuf
    mkdir "$code/src"
    generate --go_out="$code/src"
    GO111MODULE=off GOPATH=$code:/usr/share/gocode go run "$here/golden.go" "$golden" "$out"
}

# run_js SCRIPT PACKAGE
run_js() {
    needs "Node.js" node --version
    needs "$2" ls "$js/node_modules/$2"
    cp "$source/tests/interop/js/$1" "$js/"
    node "$js/$1" "$golden" "$out" "$source/proto/phonenum/v1/phone_number.proto"
}

run_protobuf-es() {
    run_js golden_es.mjs @bufbuild/protobuf
}

run_protobufjs() {
    run_js golden_protobufjs.mjs protobufjs
}

declare -A names=([cpp]="C++" [python]=Python [ruby]=Ruby [java]=Java [go]=Go [protobuf-es]=protobuf-es
    [protobufjs]=protobufjs)
"run_$language"
"$python" "$here/judge.py" "${names[$language]}" "$program" "$golden" "$out" "$source/docs/interop.md"
