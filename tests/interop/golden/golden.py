"""Python's protobuf reads each golden record, and writes it again: as bytes, and in its JSON. The same with the stream.

usage: golden.py GOLDEN_DIR OUT_DIR; the generated module is looked for in PYTHONPATH
"""
import pathlib
import sys

from google.protobuf import json_format, message
from google.protobuf.internal import decoder, encoder
from phonenum.v1.phone_number_pb2 import PhoneNumber


def copy_stream(data):
    at, out = 0, b""
    while at < len(data):
        size, at = decoder._DecodeVarint(data, at)
        record = PhoneNumber.FromString(data[at : at + size]).SerializeToString()
        out += encoder._VarintBytes(len(record)) + record
        at += size
    return out


def main(golden, out):
    for path in golden.glob("*.bin"):
        try:
            record = PhoneNumber.FromString(path.read_bytes())
        except message.DecodeError as error:
            print(f"{path.stem}: {error}")
            continue
        (out / path.name).write_bytes(record.SerializeToString())
        (out / f"{path.stem}.json").write_text(json_format.MessageToJson(record), "utf-8")
    (out / "stream.delimited").write_bytes(copy_stream((golden / "stream.delimited").read_bytes()))


main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
