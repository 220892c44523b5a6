#!/usr/bin/env python3
"""Checks that threads change nothing: runs commands on many inputs, right and wrong, with --threads=1 and with more.
The output, the messages and the exit status must be the same, byte for byte.

usage: same_by_threads.py PROGRAM PROGRAM_WITH_SMALL_BLOCKS SAMPLES
"""
import concurrent.futures
import json
import os
import random
import subprocess
import sys
import tempfile

RANDOM = random.Random(20)
MUTATIONS = 60
LARGE = 300_000  # more than a block has
INSERTED = [b"\n", b"\n\n", b"{", b"}", b"[", b"]", b'"', b",", b"\\", b"\x1e", b"\0", b"  "]

EVENT = {"object": "event", "type": "phone_number.created", "data": {"object": {"object": "phone_number", "id": "x"}}}


def repeated(lines, count):
    return [lines[i % len(lines)] for i in range(count)]


def with_line(lines, place, line):
    return lines[:place] + [line] + lines[place:]


def joined(lines):
    return b"\n".join(lines) + b"\n"


def wrong_lines(good):
    """Lines that are no record by themselves, or one that is refused."""
    return {
        "not closed": good[:-1],
        "closed twice": good + b"}",
        "quote missing": good.replace(b'"', b"", 1),
        "text": b"this is no JSON",
        "nothing but a comma": b",",
        "comma behind it": good + b",",
        "two records": good + good,
        "two records and a space": good + b" " + good,
        "number": b"17",
        "array": b"[" + good + b"," + good + b"]",
        "array not closed": b"[" + good + b",",
        "array closed": b"]",
        "byte order mark": b"\xef\xbb\xbf" + good,
        "record separator": b"\x1e" + good,
        "not UTF-8": b'{"id":"\xff"}',
        "NUL": b"\0",
        "duplicate": b'{"id":"a","id":"b"}',
        "duplicate, then damage": b'{"id":"a","id":"b","metadata":[{',
        "open string": b'{"id":"a',
        "record over lines": b'{"id":\n"a",\n"metadata":{\n"b":[1,\n2]}\n}',
        "open over lines": b'{"id":"a","metadata":[\n[{"phone_number":"1"}\n',
        "spaces around": b" \t " + good + b" \t ",
        "indented": b"    " + good,
        "carriage return": good + b"\r",
        "lone carriage return": b"\r",
        "other event": json.dumps(EVENT).encode(),
        "other names": b"{" + b",".join(b'"n%d":%d' % (i, i) for i in range(100)) + b',"note":1,"metadata":1}',
        "not shown": b'{"\xc3\xa9":1,"\\u001b[31m":2}',
        "empty": b"",
        "long record": b'{"id":"' + b"x" * LARGE + b'"}',
        "long spaces": b" " * LARGE + good,
        "long open string": b'{"id":"' + b"x" * LARGE,
        "empty lines": b"\n" * LARGE,
    }


def mutated(data, edits):
    data = bytearray(data)
    for _ in range(edits):
        at = RANDOM.randrange(len(data))
        kind = RANDOM.randrange(5)
        if kind == 0:
            del data[at:at + RANDOM.randrange(1, 300)]
        elif kind == 1:
            data[at:at] = RANDOM.choice(INSERTED)
        elif kind == 2:
            data[at] = RANDOM.randrange(256)
        elif kind == 3:
            data[at:at] = data[at:at + RANDOM.randrange(1, 500)]
        else:
            end = data.find(b"\n", at)
            del data[end:end + 1]
    return bytes(data)


def json_inputs(samples):
    lines = repeated(samples, 130)
    pretty = b"".join(json.dumps(json.loads(line), indent=2).encode() + b"\n" for line in samples)
    yield "lines", joined(lines)
    yield "no last line end", joined(lines)[:-1]
    yield "carriage returns", b"\r\n".join(lines) + b"\r\n"
    yield "lone carriage returns", b"\r".join(lines)
    yield "without line ends", b"".join(lines)
    yield "with spaces", b" ".join(lines)
    yield "byte order mark", b"\xef\xbb\xbf" + joined(lines)
    yield "pretty", pretty
    yield "pretty behind lines", joined(lines) + pretty
    yield "lines behind pretty", pretty + joined(lines)
    yield "array on one line", b"[" + b",".join(lines) + b"]"
    yield "array over lines", b"[" + b",\n".join(lines) + b"]\n"
    yield "array with commas in front", b"[" + b"\n,".join(lines) + b"\n]\n"
    yield "array without commas", b"[" + b"\n".join(lines) + b"\n]\n"
    yield "array behind lines", joined(lines) + b"[\n" + b",\n".join(lines) + b"\n]\n"
    yield "one array on each line", b"".join(b"[" + line + b"]\n" for line in lines)
    yield "lines with commas", b",\n".join(lines)
    yield "record separators", b"".join(b"\x1e" + line + b"\n" for line in lines)
    yield "indented", b"".join(b"\t " + line + b"\n" for line in lines)
    yield "indented differently", b"".join(b" " * (i % 9) + line + b"\n" for i, line in enumerate(lines))
    yield "empty lines between", b"\n\n \n".join(lines)
    yield "damage behind empty lines", joined([b"  " + line for line in lines]) + b"\n" * 2000 + joined(
        [samples[1][:-1]] + [b"  " + line for line in lines])
    yield "like encoded records at first", b"\x06\x0a\x04abcd" * 50 + b"\xff" * 600
    yield "events", joined([json.dumps(EVENT).encode()] * 100)
    yield "each with another name", b"".join(b'{"id":"a","n%d":1,"n%d":2}\n' % (i % 90, i % 7) for i in range(900))
    yield "nothing", b""
    yield "one byte", b"{"
    yield "one record", samples[0]
    yield "one line", samples[0] + b"\n"
    yield "only spaces", b" \n" * 5000
    yield "wrong from the start", b"\x1f\x8b" + bytes(range(256)) * 40
    yield "short and wrong from the start", b"\x1f\x8b" + bytes(range(256))
    yield "UTF-16", joined(lines).decode().encode("utf-16")
    yield "many errors", joined([line for line in lines for line in (line, b'{"id":}')])
    yield "only errors", b'{"id":}\n' * 2000
    for name, wrong in wrong_lines(samples[1]).items():
        for place in 0, 3, 60, len(lines):
            yield f"{name} at {place}", joined(with_line(lines, place, wrong))
        indented = [b"  " + line for line in lines]
        yield f"{name} among indented lines", joined(with_line(with_line(indented, 60, wrong), 80, wrong))
    for i in range(MUTATIONS):
        yield f"mutation {i}", mutated(joined(lines), 1 + i % 4)


def varint(number):
    data = b""
    while number > 127:
        data += bytes([number & 127 | 128])
        number >>= 7
    return data + bytes([number])


# How records are written in each form, and the option that reads it.
FORMS = {
    "": lambda record: varint(len(record)) + record,
    "--framing=be32": lambda record: len(record).to_bytes(4, "big") + record,
    "--framing=grpc": lambda record: b"\0" + len(record).to_bytes(4, "big") + record,
    "--framing=be16": lambda record: len(record).to_bytes(2, "big") + record,
    "--lines=hex": lambda record: record.hex().encode() + b"\n",
}


def wrong_records(good):
    return {
        "cut": good[:-1],
        "unknown field": good + b"\x98\x06\x05",
        "unknown fields": good + b"".join(varint((100 + i) << 3) + b"\x01" for i in range(100)),
        "wrong extra_json": good + b"\x7a\x02[]",
        "not UTF-8": b"\x0a\x01\xff",
        "none": b"",
        "rules broken": b"\x0a\x00\x1a\x03abc",
        "large": b"\x0a" + varint(LARGE // 6) + b"x" * (LARGE // 6),
        "strange verification": good + b"\x3a\x03\x98\x06\x05",
    }


def encoded_inputs(records, form):
    write = FORMS[form]
    small = 3 * [b"\x0a\x03abc"]
    stream = [write(record) for record in repeated(records, 130)]
    whole = b"".join(stream)
    yield "stream", whole
    yield "nothing", b""
    yield "one record", stream[0]
    yield "cut", whole[:-3]
    yield "cut early", whole[:500]
    yield "behind it something else", whole + b"\xff" * 20
    yield "something else", b"\xff" * 9000
    yield "short something else", b"\x1f\x8b" + b"\xff" * 90
    yield "JSON", b'{"id":"a"}\n' * 1000
    if form != "--framing=be16":
        for name, wrong in wrong_records(records[1]).items():
            for place in 0, 3, 100, len(stream):
                yield f"{name} at {place}", b"".join(with_line(stream, place, write(wrong)))
    if not form:
        # The program must recognise this by what one thread has read up to the error, which is not the end.
        yield "frames", b"".join(FORMS["--framing=be32"](record) for record in [*small, b"\x7a\x02[]", *small])[:-1]
    yield "many wrong", b"".join(one + write(b"\x0a\x01\xff") for one in stream)
    yield "many without bytes", whole + 200 * write(b"")
    yield "first without bytes", 6000 * write(b"") + whole
    for i in range(MUTATIONS // 4):
        yield f"mutation {i}", mutated(whole, 1 + i % 4)


def archive_inputs(program, records):
    """Archives of several frames; none where the program has no archives."""
    lines = b"".join(FORMS["--lines=hex"](record) for record in repeated(records, 4000))
    as_json = subprocess.run([program, "decode", "--lines=hex"], input=lines, capture_output=True, check=True).stdout
    made = subprocess.run([program, "encode", "--zstd=1"], input=as_json, capture_output=True, check=False)
    if made.returncode != 0:
        return
    archive = made.stdout
    yield "archive", archive
    yield "archive, cut", archive[:-1]
    yield "archive, cut in a frame", archive[:len(archive) * 2 // 3]
    for place in 0.1, 0.5, 0.9:
        yield f"archive, wrong at {place}", damaged(archive, place)
    yield "archive, wrong twice", damaged(damaged(archive, 0.05), 0.6)


def damaged(data, place):
    at = int(len(data) * place)
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]


def encode_options(number):
    """Some of the ways to call encode for each input, and others for the next."""
    ways = [["--strict"], ["--strict", "--keep-going"], ["--keep-going", "--all-errors"],
            ["--dialect=proto", "--keep-going"], ["--lines=hex"],
            ["--framing=be16", "--keep-going"], ["--keep-unknown"], ["--raw"]]
    return [[], ["--keep-going"], ways[number % len(ways)]]


def decode_options(number):
    ways = [["--strict"], ["--strict", "--keep-going"], ["--keep-going", "--all-errors"], ["--keep-unknown"],
            ["--redact"],
            ["--dialect=proto", "--keep-going"], ["--pretty"]]
    return [[], ["--keep-going"], ways[number % len(ways)]]


def calls(samples, program):
    for number, (name, data) in enumerate(json_inputs(samples)):
        for options in encode_options(number):
            yield name, ["encode", *options], data
    good = [line for line in samples if len(line) < 2000]
    to_raw = [program, "encode", "--raw"]
    records = [subprocess.run(to_raw, input=line, capture_output=True, check=True).stdout for line in good]
    for form in FORMS:
        for number, (name, data) in enumerate(encoded_inputs(records, form)):
            for options in decode_options(number):
                yield name, ["decode", *filter(None, [form]), *options], data
            for options in [[], ["--closed", "--all-errors"]][number % 2:]:
                yield name, ["validate", *filter(None, [form]), *options], data
    yield "raw", ["decode", "--raw"], records[0]
    for name, data in archive_inputs(program, records):
        for options in [], ["--keep-going"], ["--record=7-2000"]:
            yield name, ["decode", *options], data
        yield name, ["validate"], data
    for name, data in ("lines", joined(repeated(samples, 3000))), ("wrong", joined([*repeated(samples, 500), b"{"])):
        for options in [], ["--keep-going"]:
            yield f"{name} to an archive", ["encode", "--zstd", *options], data


def outcome(program, arguments, threads, path):
    """The status, the output and the messages. The output is that of a pipe: an error does not undo it."""
    with open(path, "rb") as file:
        arguments = [program, *arguments, f"--threads={threads}"]
        done = subprocess.run(arguments, stdin=file, capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr


def check(programs, call):
    """Returns what differs, or nothing."""
    name, arguments, data = call
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "in")
        with open(path, "wb") as file:
            file.write(data)
        right = outcome(programs[0], arguments, 1, path)
        for program, threads in (programs[0], 2), (programs[1], 3), (programs[1], 4):
            got = outcome(program, arguments, threads, path)
            if got != right:
                return (f"{name}: {' '.join(arguments)}, {threads} threads of {program}: "
                        f"status {got[0]}, not {right[0]}; "
                        f"same output: {got[1] == right[1]}; it says:\n{got[2].decode()}not:\n{right[2].decode()}")
    return None


def check_files(program, samples):
    """The same for several files, and for a file as output, which is there only if all of it is."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, name) for name in ("one", "two")]
        output = os.path.join(folder, "out")
        for path, wrong in zip(paths, (b"", b'{"id":}\n{"id":"a"}\n')):
            with open(path, "wb") as file:
                file.write(joined(repeated(samples, 60)) + wrong)
        for options in [], ["--keep-going"], ["-o", output], ["-o", output, "--keep-going"]:
            outcomes = []
            for threads in 1, 3:
                arguments = [program, "encode", "-T", str(threads), *options, *paths]
                done = subprocess.run(arguments, capture_output=True, check=False)
                written = None
                if os.path.exists(output):
                    with open(output, "rb") as file:
                        written = file.read()
                    os.remove(output)
                outcomes.append((done.returncode, done.stdout, done.stderr, written))
            if outcomes[0] != outcomes[1]:
                sys.exit(f"two files, {options}: other output or messages: {outcomes}")


def main(program, with_small_blocks, samples_path):
    with open(samples_path, "rb") as file:
        samples = file.read().splitlines()
    check_files(with_small_blocks, samples)
    failed = count = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for wrong in pool.map(lambda call: check((program, with_small_blocks), call), calls(samples, program)):
            count += 1
            if wrong:
                failed += 1
                print(wrong)
    print(f"{count} calls, {failed} of them different")
    return 1 if failed or count == 0 else 0


sys.exit(main(*sys.argv[1:]))
