"""Reads encoded records with Python's protobuf, and checks that writing them gives the same bytes.

Usage: python.py MODULE_DIR FILE [--delimited]

MODULE_DIR holds phonenum/v1/phone_number_pb2.py. FILE is one record, or with --delimited any number, each behind its
length. Prints each record's fields as one line of JSON, with text as it stands and enums by their names, and fails
where a record is malformed, or serialises to other bytes than it came from.
"""

import json
import pathlib
import sys

from google.protobuf import json_format
from google.protobuf.internal import decoder


def split_delimited(data):
    """Yields the bytes of each record."""
    at = 0
    while at < len(data):
        size, at = decoder._DecodeVarint(data, at)
        if size > len(data) - at:
            raise ValueError(f"byte {at}: {size} bytes are announced, {len(data) - at} are there")
        yield data[at : at + size]
        at += size


def fields_of(message):
    """The fields that are set, explicit zeros among them, under their names in the .proto."""
    return json_format.MessageToDict(message, preserving_proto_field_name=True)


def main(module_dir, file, delimited):
    sys.path.insert(0, module_dir)
    from phonenum.v1 import phone_number_pb2

    data = pathlib.Path(file).read_bytes()
    for number, record in enumerate(split_delimited(data) if delimited else [data], start=1):
        message = phone_number_pb2.PhoneNumber.FromString(record)
        if message.SerializeToString(deterministic=True) != record:
            sys.exit(f"record {number}: Python serialises it to other bytes")
        print(json.dumps(fields_of(message), sort_keys=True))


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4) or sys.argv[3:] not in ([], ["--delimited"]):
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], sys.argv[3:] == ["--delimited"])
