#!/usr/bin/env python3
"""Writes the inputs that fuzzing starts from: every vector of tests/vectors and every sample record, as a file a fuzzer.

usage: seeds.py DIRECTORY    (a folder per fuzzer comes into it)
"""
import pathlib
import re
import sys

PROJECT = pathlib.Path(__file__).resolve().parents[2]
LARGEST = 4096  # what is larger slows fuzzing down more than it teaches


def vectors(kind):
    """Yields (name, text of the input) of every vector of a kind, `wire` or `json`."""
    for file in ("accept.txt", "reject.txt"):
        for line in (PROJECT / "tests/vectors" / kind / file).read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                name, text = line.split("#")[0].split("|")[:2]
                yield f"{file[0]}_{name.strip()}", text.strip()


def wire_bytes(text):
    """Bytes from hexadecimal, where 61*3 is three of them."""
    parts = (part.partition("*") for part in text.split())
    return b"".join(bytes.fromhex(byte) * int(count or 1) for byte, _, count in parts)


def json_bytes(text):
    """Bytes from JSON, where \\xNN is a byte and \\xNN*3 three of them."""
    return re.sub(
        rb"\\x([0-9a-f]{2})(?:\*([0-9]+))?",
        lambda found: bytes.fromhex(found[1].decode()) * int(found[2] or 1),
        text.encode(),
    )


def delimited(data):
    """Bytes behind their length."""
    length, size = b"", len(data)
    while size > 0x7F:
        length += bytes([size & 0x7F | 0x80])
        size >>= 7
    return length + bytes([size]) + data


def seeds():
    """Yields (fuzzer, name, bytes)."""
    for name, text in vectors("wire"):
        data = wire_bytes(text)
        yield "decode", name, data
        yield "differential", name, data
        yield "stream", name, bytes([len(data) % 256]) + delimited(data) * 2
        yield "archive", name, bytes([len(data) * 2 % 256 + 1, len(data) * 7 % 256, len(name)]) + delimited(data) * 4
    objects = [(name, json_bytes(text)) for name, text in vectors("json")]
    samples = (PROJECT / "examples/numbers.ndjson").read_bytes().splitlines()
    objects += [(f"sample_{number}", line) for number, line in enumerate(samples[:50])]
    for name, data in objects:
        yield "json", name, data
        yield "json_stream", name, bytes([len(data) % 256]) + data + b"\n" + data
    for number in range(16):
        yield "record", f"choices_{number}", bytes((number * 37 + 11 * i) % 256 for i in range(300))


def main():
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    for fuzzer, name, data in seeds():
        if len(data) <= LARGEST:
            folder = pathlib.Path(sys.argv[1]) / fuzzer
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
