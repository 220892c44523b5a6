"""Makes a schema that a later version may have: new fields in every message, new values of enums, and a third kind of
verification. Whatever today's schema does not have is what a reader of today does not know.

usage: future.py SCHEMA > FUTURE_SCHEMA; both are descriptor sets
"""
import pathlib
import sys

from google.protobuf import descriptor_pb2

FieldProto = descriptor_pb2.FieldDescriptorProto

# A message, and its new fields: name, number, type, whether it is a list.
NEW_FIELDS = {
    "PhoneNumber": [("label", 13, FieldProto.TYPE_STRING, False), ("seen_at", 16, FieldProto.TYPE_INT64, False),
                    ("tags", 17, FieldProto.TYPE_STRING, True), ("weight", 18, FieldProto.TYPE_DOUBLE, False)],
    "PhoneNumberOTP": [("retries", 9, FieldProto.TYPE_INT64, False), ("digest", 16, FieldProto.TYPE_BYTES, False)],
    "PhoneNumberAdmin": [("reason", 9, FieldProto.TYPE_STRING, False), ("ticket", 16, FieldProto.TYPE_FIXED64, False)],
    "IdentificationLink": [("issuer", 3, FieldProto.TYPE_STRING, False), ("rank", 16, FieldProto.TYPE_FIXED32, False)],
}
# VerificationStrategy is frozen.
NEW_VALUES = {
    "PhoneNumberObject": [("PHONE_NUMBER_OBJECT_CONTACT", 2)],
    "VerificationObject": [("VERIFICATION_OBJECT_VERIFICATION_PASSKEY", 3)],
    "VerificationStatus": [("VERIFICATION_STATUS_REVOKED", 5), ("VERIFICATION_STATUS_TRANSFERABLE", 6)],
}


def add_field(message, name, number, kind, is_list=False):
    label = FieldProto.LABEL_REPEATED if is_list else FieldProto.LABEL_OPTIONAL
    return message.field.add(name=name, number=number, type=kind, label=label)


def add_passkey(file):
    """A verification by passkey: a new member of the oneof that today's schema has."""
    passkey = file.message_type.add(name="PhoneNumberPasskey")
    add_field(passkey, "credential", 1, FieldProto.TYPE_BYTES)
    add_field(passkey, "status", 2, FieldProto.TYPE_ENUM).type_name = ".phonenum.v1.VerificationStatus"
    record = next(message for message in file.message_type if message.name == "PhoneNumber")
    member = FieldProto(name="passkey", number=14, type=FieldProto.TYPE_MESSAGE, label=FieldProto.LABEL_OPTIONAL,
                        type_name=".phonenum.v1.PhoneNumberPasskey")
    place = next(i for i, field in enumerate(record.field) if field.name == "admin")
    member.oneof_index = record.field[place].oneof_index
    # The members of a oneof stand together.
    record.field.insert(place + 1, member)


def future_of(files):
    """The descriptor set of the later schema."""
    future = descriptor_pb2.FileDescriptorSet()
    future.CopyFrom(files)
    (file,) = future.file
    for message in file.message_type:
        for field in NEW_FIELDS[message.name]:
            add_field(message, *field)
    for enum in file.enum_type:
        for name, number in NEW_VALUES.get(enum.name, []):
            enum.value.add(name=name, number=number)
    add_passkey(file)
    return future


def read_schema(path):
    return descriptor_pb2.FileDescriptorSet.FromString(pathlib.Path(path).read_bytes())


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.stdout.buffer.write(future_of(read_schema(sys.argv[1])).SerializeToString())
