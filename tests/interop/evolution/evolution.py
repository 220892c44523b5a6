"""A writer with a later schema, today's library in between, and a reader with the later schema, who must get back all
that was written. Then the reverse: a later program is in between, and today's library must get everything back.

usage: evolution.py PASS PROTOC SOURCE_DIR
"""
import pathlib
import subprocess
import sys
import tempfile

from future import future_of, read_schema
from google.protobuf import descriptor_pool, json_format, message_factory

# The ways through today's library that keep what it does not know.
KEEPING = ("struct", "borrow", "copy", "json", "proto-json")
# What the kinds of verification that today's schema has say they are.
OBJECTS = {"otp": 1, "admin": 2}


def message_class(files):
    """The record's class by this schema, in a pool of its own."""
    pool = descriptor_pool.DescriptorPool()
    for file in files.file:
        pool.Add(file)
    return message_factory.MessageFactory(pool).GetPrototype(pool.FindMessageTypeByName("phonenum.v1.PhoneNumber"))


def run(program, way, data):
    return subprocess.run([program, way], input=data, capture_output=True)


def passed(program, way, data):
    done = run(program, way, data)
    if done.returncode != 0:
        sys.exit(f"{way}: {done.stderr.decode()}")
    return done.stdout


def values_of(field):
    """Values to write: of an enum each one but zero, which the API's JSON does not keep apart from absence."""
    if field.enum_type:
        return [value.number for value in field.enum_type.values if value.number != 0]
    if field.type == field.TYPE_BYTES:
        return [b"\xff\x00"]
    return {field.CPPTYPE_STRING: [f"{field.name} \u00e9"], field.CPPTYPE_BOOL: [True],
            field.CPPTYPE_DOUBLE: [-1.5]}.get(field.cpp_type, [2**31 - field.number])


def fill(message, chosen):
    """Sets every field, and of each oneof the member that is chosen. Of an enum, it is the last value, a new one."""
    for field in message.DESCRIPTOR.fields:
        if field.name == "extra_json" or field.containing_oneof and field.name not in chosen:
            continue
        if field.message_type:
            part = getattr(message, field.name)
            fill(part.add() if field.label == field.LABEL_REPEATED else part, chosen)
        else:
            set_field(message, field, values_of(field)[-1])


def part_of(record, name):
    """The part of a record that is a message of this name."""
    if name == "PhoneNumber":
        return record
    if name == "IdentificationLink":
        return record.linked_to.add()
    kind = {"PhoneNumberOTP": "otp", "PhoneNumberAdmin": "admin", "PhoneNumberPasskey": "passkey"}[name]
    part = getattr(record, kind)
    part.SetInParent()
    if kind in OBJECTS:
        part.object = OBJECTS[kind]  # the API's JSON says so where it must
    return part


def set_field(part, field, value):
    if field.label == field.LABEL_REPEATED:
        getattr(part, field.name).append(value)
    else:
        setattr(part, field.name, value)


def contradicts(part, name):
    """Whether a verification says that it is of the other kind, of which the API has no JSON."""
    return part.HasField("object") and part.object in set(OBJECTS.values()) - {OBJECTS[name]}


def records(future):
    """Records of the later schema: with all that there is, and with each value of each scalar field alone."""
    for kind in ("otp", "admin", "passkey"):
        for strategy in ("strategy", "custom_strategy"):
            record = future()
            fill(record, (kind, strategy))
            yield record
    for name, message in future.DESCRIPTOR.file.message_types_by_name.items():
        for field in message.fields:
            for value in [] if field.message_type or field.name == "extra_json" else values_of(field):
                record = future()
                set_field(part_of(record, name), field, value)
                if not any(record.HasField(kind) and contradicts(getattr(record, kind), kind) for kind in OBJECTS):
                    yield record


def known_part(record, today):
    """What a reader of today sees, without the rest."""
    seen = today.FromString(record.SerializeToString())
    seen.DiscardUnknownFields()
    return seen


def has_unknown(record, today):
    return known_part(record, today).ByteSize() != record.ByteSize()


def check_forward(program, today, future):
    """Complaints, and how many records had something that today's schema does not know."""
    complaints, unknown = [], 0
    for record in records(future):
        data = record.SerializeToString()
        for way in KEEPING:
            if future.FromString(passed(program, way, data)) != record:
                complaints.append(f"{way} loses something of {record}")
        if today.FromString(passed(program, "drop", data)) != known_part(record, today):
            complaints.append(f"dropping what is unknown changes more of {record}")
        refused = run(program, "refuse", data).returncode == 1
        if refused != has_unknown(record, today):
            complaints.append(f"JSON is {'refused' if refused else 'written'} of {record}")
        unknown += refused
    return complaints, unknown


def check_backward(program, today, future, golden):
    """Complaints about golden records that a later program reads and writes again; and how many there were."""
    complaints, count = [], 0
    for path in sorted(golden.glob("*.bin")):
        data = path.read_bytes()
        seen = future.FromString(data)
        if json_format.MessageToDict(seen) != json_format.MessageToDict(today.FromString(data)):
            complaints.append(f"{path.stem}: a later reader sees other values")
        if today.FromString(passed(program, "struct", seen.SerializeToString())) != today.FromString(data):
            complaints.append(f"{path.stem}: it is not what it was when it comes back")
        count += 1
    return complaints, count


def main(program, protoc, source):
    with tempfile.TemporaryDirectory() as work:
        subprocess.run([protoc, f"--proto_path={source}/proto", f"--descriptor_set_out={work}/schema",
                        "phonenum/v1/phone_number.proto"], check=True)
        files = read_schema(f"{work}/schema")
    today, future = message_class(files), message_class(future_of(files))
    forward, unknown = check_forward(program, today, future)
    backward, golden = check_backward(program, today, future, pathlib.Path(source) / "tests/golden/v1")
    for complaint in forward + backward:
        print(complaint)
    print(f"{unknown} records had something new, {golden} were golden")
    return 1 if forward or backward or unknown < 20 or golden < 74 else 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
