"""Judges what a library wrote of the golden records, by the bytes and by the value that phonenum decodes from them, and
compares that with the library's row in docs/interop.md. The library's own JSON must have the values of NAME.proto.json.

usage: judge.py LIBRARY PROGRAM GOLDEN_DIR OUT_DIR PAGE
"""
import json
import pathlib
import re
import subprocess
import sys

from google.protobuf import descriptor_pb2, message_factory

SCHEMA = pathlib.Path(__file__).parents[3] / "proto/phone_number.binpb"
PhoneNumber = message_factory.GetMessages(
    descriptor_pb2.FileDescriptorSet.FromString(SCHEMA.read_bytes()).file)["phonenum.v1.PhoneNumber"]

# The columns of the page, and the records that each is about.
COLUMNS = {
    "known fields": r"(?!unknown_|everything)",
    "unknown fields": r"unknown_fields_|everything",
    "overlong unknown": r"unknown_overlong",
    "other wire type": r"unknown_wire_types",
    "unknown enum number": r"unknown_enum_",
}
ENUMS = ("object", "status", "strategy")


def known_of(value):
    """A JSON value without what the schema does not know: members @unknown, and enums given by number."""
    if isinstance(value, dict):
        return {name: known_of(one) for name, one in value.items()
                if name != "@unknown" and not (name in ENUMS and isinstance(one, int))}
    return [known_of(one) for one in value] if isinstance(value, list) else value


def shortest(data):
    """The bytes, in any order, of the record with numbers and lengths as short as Python's protobuf writes them."""
    return sorted(PhoneNumber.FromString(data).SerializeToString())


def read_json(path):
    return json.loads(path.read_text("utf-8"))


def decode(program, data):
    """The record's value as phonenum decodes it; None if it refuses the bytes."""
    run = subprocess.run([program, "decode", "--raw", "--keep-unknown", "--dialect=proto"], input=data,
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return json.loads(run.stdout) if run.returncode == 0 else None


def judge_bytes(program, path, out):
    """What became of a record, in the words of the page."""
    written = out / path.name
    if not written.exists():
        return "refused"
    data, golden = written.read_bytes(), path.read_bytes()
    if data == golden:
        return "same bytes"
    value = decode(program, data)
    if value is None or known_of(value) != known_of(read_json(path.with_suffix(".proto.json"))):
        return "changed"
    if sorted(data) == sorted(golden):
        return "reordered"
    return "shortened" if shortest(data) == shortest(golden) else "dropped"


def has_values(path, out):
    """Whether the library saw the values that phonenum sees. Of a record that it refused, it saw none."""
    if not (out / path.name).exists():
        return True
    seen = out / f"{path.stem}.json"
    return seen.exists() and known_of(read_json(seen)) == known_of(read_json(path.with_suffix(".proto.json")))


def varint(value):
    return bytes([value]) if value < 0x80 else bytes([value & 0x7F | 0x80]) + varint(value >> 7)


def expected_stream(paths, out):
    """The stream of what was written; it ends where a record was refused."""
    stream = b""
    for path in paths:
        written = out / path.name
        if not written.exists():
            break
        data = written.read_bytes()
        stream += varint(len(data)) + data
    return stream


def row_of(page, library):
    """The library's cells in the page's table, by column, without the numbers of notes."""
    names = []
    for line in page.read_text("utf-8").splitlines():
        cells = [re.sub(r" \([0-9, ]+\)", "", cell.strip()) for cell in line.strip("|").split("|")]
        if cells[0] == "library":
            names = cells
        elif names and cells[0] == library:
            return dict(zip(names, cells))
    return {}


def cell_of(words):
    """All that became of the records of a column."""
    return ", ".join(sorted(set(words) - {"same bytes"})) or "same bytes"


def main(library, program, golden, out, page):
    paths = sorted(golden.glob("*.bin"))
    told = row_of(page, library)
    judged = {path: judge_bytes(program, path, out) for path in paths}
    complaints = []
    for column, pattern in COLUMNS.items():
        words = {path.stem: word for path, word in judged.items() if re.match(pattern, path.name)}
        if told.get(column) != cell_of(words.values()):
            complaints.append(f"{column}: the page says {told.get(column)}, it is {cell_of(words.values())}: {words}")
    complaints += [f"{path.stem}: it has other values" for path in paths if not has_values(path, out)]
    if (out / "stream.delimited").read_bytes() != expected_stream(paths, out):
        complaints.append("the stream is not the records behind their lengths")
    print("\n".join(complaints) or f"{library}: {len(paths)} records, as the page says")
    return 1 if complaints or len(paths) < 74 else 0


if __name__ == "__main__":
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:3], *map(pathlib.Path, sys.argv[3:])))
