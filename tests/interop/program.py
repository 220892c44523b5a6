"""Encodes each record of a file of JSON lines with the program, reads the bytes with Python's protobuf, and compares every
member with the JSON: typed where the schema has a place for its value, else in extra_json. Checks also that Python writes
the same bytes, and that the delimited form is those bytes, each behind its length.

Usage: program.py PROGRAM MODULE_DIR FILE
"""

import json
import pathlib
import subprocess
import sys

from google.protobuf.internal import encoder

INT64 = range(-(1 << 63), 1 << 63)


def is_int(value):
    return type(value) is int and value in INT64


def enum_name(enum, value):
    """The schema's name for a text of the JSON form; None where it has none."""
    prefix = next(name for name in enum.keys() if name.endswith("_UNSPECIFIED")).removesuffix("UNSPECIFIED")
    name = prefix + str(value).upper()
    return name if isinstance(value, str) and value == value.lower() and name in enum.keys()[1:] else None


def kind_of(verification):
    """otp, admin, or None for what is kept in extra_json whole."""
    if not isinstance(verification, dict):
        return None
    default = "verification_admin" if verification.get("strategy") == "admin" else "verification_otp"
    named = verification.get("object")
    return {"verification_otp": "otp", "verification_admin": "admin"}.get(default if named is None else named)


def expect(pb2, members, known, place):
    """What a message must hold, by field; the place of a value is what `place` says, or extra_json."""
    typed, extra = {}, {}
    for name, value in members.items():
        if value is None and name in known:
            continue
        placed = place(pb2, name, value)
        if placed is None:
            extra[name] = value
        elif placed[1] != []:
            typed[placed[0]] = placed[1]
    if extra:
        typed["extra_json"] = extra
    return typed


def place_verification(pb2, name, value):
    if name == "object":
        found = enum_name(pb2.VerificationObject, value)
    elif name == "status":
        found = enum_name(pb2.VerificationStatus, value)
    elif name == "strategy" and isinstance(value, str):
        found = enum_name(pb2.VerificationStrategy, value)
        if found is None:
            return "custom_strategy", value
    elif name in ("attempts", "expire_at"):
        found = value if is_int(value) else None
    else:
        found = value if name in ("verified_at_client", "channel") and isinstance(value, str) else None
    return None if found is None else (name, found)


VERIFICATION = ["object", "status", "strategy", "attempts", "expire_at", "verified_at_client", "channel"]


def place_link(pb2, name, value):
    return (name, value) if name in ("type", "id") and isinstance(value, str) else None


def place_record(pb2, name, value):
    if name == "object":
        found = enum_name(pb2.PhoneNumberObject, value)
    elif name in ("id", "phone_number"):
        found = value if isinstance(value, str) else None
    elif name in ("reserved", "reserved_for_second_factor", "default_second_factor"):
        found = value if isinstance(value, bool) else None
    elif name in ("created_at", "updated_at"):
        found = value if is_int(value) else None
    elif name == "backup_codes":
        found = value if isinstance(value, list) and all(isinstance(code, str) for code in value) else None
    elif name == "linked_to" and isinstance(value, list) and all(isinstance(link, dict) for link in value):
        found = [expect(pb2, link, ["type", "id"], place_link) for link in value]
    elif name == "verification" and kind_of(value):
        return kind_of(value), expect(pb2, value, VERIFICATION, place_verification)
    else:
        found = None
    return None if found is None else (name, found)


RECORD = ["id", "object", "phone_number", "reserved_for_second_factor", "default_second_factor", "reserved",
          "verification", "linked_to", "backup_codes", "created_at", "updated_at"]


def read(message):
    """What a message holds, by field: enums by name, extra_json parsed."""
    found = {}
    for field, value in message.ListFields():
        if field.name == "extra_json":
            value = json.loads(value)
        elif field.type == field.TYPE_MESSAGE:
            value = [read(one) for one in value] if field.label == field.LABEL_REPEATED else read(value)
        elif field.type == field.TYPE_ENUM:
            value = field.enum_type.values_by_number[value].name
        elif field.label == field.LABEL_REPEATED:
            value = list(value)
        found[field.name] = value
    return found


def encode(program, text, *options):
    return subprocess.run([program, "encode", *options], input=text, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, check=True).stdout


def main(program, module_dir, file):
    sys.path.insert(0, module_dir)
    from phonenum.v1 import phone_number_pb2 as pb2

    data = pathlib.Path(file).read_bytes()
    delimited = b""
    wrong = 0
    lines = data.splitlines()
    for number, line in enumerate(lines, start=1):
        raw = encode(program, line, "--raw")
        delimited += encoder._VarintBytes(len(raw)) + raw
        message = pb2.PhoneNumber.FromString(raw)
        if message.SerializeToString(deterministic=True) != raw:
            print(f"record {number}: Python serialises it to other bytes")
            wrong += 1
        expected, found = expect(pb2, json.loads(line), RECORD, place_record), read(message)
        # By text, since True == 1 and 1 == 1.0 in Python.
        if json.dumps(expected, sort_keys=True) != json.dumps(found, sort_keys=True):
            print(f"record {number}: expected {expected}\n found {found}")
            wrong += 1
    if encode(program, data) != delimited:
        print("the delimited form is not the records behind their lengths")
        wrong += 1
    print(f"{len(lines)} records, {wrong} wrong")
    return 1 if wrong or not lines else 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
