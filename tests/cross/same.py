#!/usr/bin/env python3
"""Runs two builds of the program on the same input, among it every sample and every vector: what both write, say and
return must be the same, byte by byte.

usage: same.py PROGRAM OTHER_PROGRAM
"""
import concurrent.futures
import pathlib
import random
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "fuzz"))
from seeds import PROJECT, delimited, json_bytes, vectors, wire_bytes  # pylint: disable=wrong-import-position

MUTATIONS = 10000
SHOWN = 10  # differences: the first ones tell enough
DIALECTS = ([], ["--dialect", "proto"])


def stream(records):
    return b"".join(map(delimited, records))


class Both:
    """The two programs, and what came of their runs."""

    def __init__(self, programs):
        self.programs = programs
        self.pool = concurrent.futures.ThreadPoolExecutor(len(programs))
        self.runs = self.compared = self.differences = 0

    def run(self, data, *arguments):
        """Returns what the first one writes. All of it is compared, and something must be there to compare."""

        def outcome(program):
            done = subprocess.run([program, *arguments], input=data, capture_output=True, check=False)
            return {"output": done.stdout, "messages": done.stderr, "status": str(done.returncode).encode()}

        ours, theirs = self.pool.map(outcome, self.programs)
        self.runs += 1
        self.compared += len(ours["output"]) + len(ours["messages"])
        call = f"phonenum {' '.join(arguments)} on {len(data)} bytes, {data[:30]}..."
        for part in ours:
            if ours[part] != theirs[part]:
                at = first_difference(ours[part], theirs[part])
                near = "".join(f"\n    {text[part][max(0, at - 40):at + 40]}" for text in (ours, theirs))
                self.complain(f"{call}: not the same {part}, from byte {at} on:{near}")
        if not ours["output"] + ours["messages"]:
            self.complain(f"{call}: neither writes anything")
        return ours["output"]

    def complain(self, message):
        self.differences += 1
        if self.differences <= SHOWN:
            print(message)

    def encode(self, text):
        """JSON to bytes, broken records left out; returns those of the API's dialect."""
        for options in (["--strict"], ["--dialect", "proto"], ["--dialect", "proto", "--ignore-unknown"]):
            self.run(text, "encode", "--keep-going", *options)
        return self.run(text, "encode", "--keep-going")

    def examine(self, data):
        """Records that need not be well-formed: both commands go on behind a broken one."""
        for options in (["validate"], ["validate", "--closed"], ["inspect"], ["inspect", "--show-secrets"]):
            self.run(data, *options)

    def decode(self, records):
        """Bytes to JSON in every form, beginning again behind each record that can't be written."""
        for dialect in DIALECTS:
            left = records
            while left:
                left = left[self.run(stream(left), "decode", *dialect).count(b"\n") + 1:]

    def round_trips(self, data):
        """Bytes that are records one and all, to JSON in each dialect and back."""
        for dialect in DIALECTS:
            self.run(data, "decode", "--pretty", *dialect)
            self.run(data, "decode", "--redact", *dialect)
            self.run(self.run(data, "decode", *dialect), "encode", *dialect)

    def alone(self, line):
        """One record of JSON, without its length; returns its bytes."""
        bare = self.run(line, "encode", "--raw")
        for options in (["decode"], ["decode", "--dialect", "proto"], ["inspect", "--show-secrets"]):
            self.run(bare, *options, "--raw")
        return bare


def first_difference(one, other):
    return next((i for i, pair in enumerate(zip(one, other)) if pair[0] != pair[1]), min(len(one), len(other)))


def accepted(inputs):
    return [data for name, data in inputs.items() if name.startswith("a_")]


def mutated(inputs):
    """Some of the inputs, each with a few of its bytes changed; the same in every run."""
    chance = random.Random(1)
    inputs = [data for data in inputs if len(data) < 500]
    for _ in range(MUTATIONS):
        data = bytearray(chance.choice(inputs))
        for _ in range(chance.randint(1, 2)):
            at = chance.randrange(len(data) + 1)
            any_byte = bytes([chance.randrange(256)])
            data[at:at + chance.randint(0, 2)] = chance.choice((b"", b"\x80", b"0", b'"', any_byte))
        yield bytes(data)


def main(programs):
    both = Both(programs)
    samples = (PROJECT / "examples/numbers.ndjson").read_bytes()
    lines = samples.splitlines()
    wire = {name: wire_bytes(text) for name, text in vectors("wire")}
    json = {name: json_bytes(text) for name, text in vectors("json")}

    encoded = both.encode(samples)
    both.round_trips(encoded)
    both.examine(encoded)
    bare = [both.alone(line) for line in lines]

    both.examine(stream(wire.values()))
    both.decode(accepted(wire))
    encoded = both.encode(b"\n".join(json.values()))
    both.round_trips(encoded)
    both.examine(encoded)

    both.examine(stream(mutated(accepted(wire) + bare)))
    both.encode(b"\n".join(mutated(accepted(json) + lines)))

    print(f"{both.runs} runs on {len(lines)} samples, {len(wire) + len(json)} vectors and {2 * MUTATIONS} mutations: "
          f"{both.compared:,} bytes compared, {both.differences} differences")
    return 1 if both.differences else 0


if len(sys.argv) != 3:
    sys.exit(__doc__)
sys.exit(main(sys.argv[1:]))
