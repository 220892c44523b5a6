#!/usr/bin/env python3
"""Makes the bytes of tests/golden/v1/, without any Protocol Buffers library. It tells how they were made: the files
themselves are committed, and the test `golden_sealed` checks that this script still gives the same bytes.

usage: make_v1.py DIR
"""
import pathlib
import sys

INT64_MIN, INT64_MAX = -(1 << 63), (1 << 63) - 1
INT32_MIN, INT32_MAX = -(1 << 31), (1 << 31) - 1
VARINT, I64, LEN, SGROUP, EGROUP, I32 = range(6)

STATUSES = {"unverified": 1, "verified": 2, "failed": 3, "expired": 4}
STRATEGIES = {"phone_code": 1, "email_code": 2, "reset_password_email_code": 3, "reset_password_phone_code": 4,
              "admin": 5}


def varint(value):
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def tag(number, wire_type):
    return varint(number << 3 | wire_type)


def field(number, value):
    """A varint, or bytes or text with their length."""
    if isinstance(value, int):
        return tag(number, VARINT) + varint(value)
    data = value.encode() if isinstance(value, str) else value
    return tag(number, LEN) + varint(len(data)) + data


def fields(numbers, values, unknown=b""):
    """The fields of a message, in the order of their numbers; a list is a repeated field."""
    out = b""
    for name, number in numbers.items():
        value = values.pop(name, None)
        for one in value if isinstance(value, list) else [] if value is None else [value]:
            out += field(number, one)
    assert not values, values
    return out + unknown


def record(unknown=b"", **values):
    return fields({"id": 1, "object": 2, "phone_number": 3, "reserved_for_second_factor": 4, "default_second_factor": 5,
                   "reserved": 6, "otp": 7, "admin": 8, "linked_to": 9, "backup_codes": 10, "created_at": 11,
                   "updated_at": 12, "extra_json": 15}, values, unknown)


def verification(unknown=b"", **values):
    return fields({"object": 1, "status": 2, "strategy": 3, "custom_strategy": 4, "attempts": 5, "expire_at": 6,
                   "verified_at_client": 7, "channel": 8, "extra_json": 15}, values, unknown)


def link(unknown=b"", **values):
    return fields({"type": 1, "id": 2, "extra_json": 15}, values, unknown)


def usual(**values):
    """What the service writes for a number. Nobody has it."""
    return record(**{"id": "idn_2V4xKQ9qYb8nT1mWcR7dLzPfA3e", "object": 1, "phone_number": "+15555550100",
                     "reserved_for_second_factor": 0, "default_second_factor": 0, "reserved": 0,
                     "created_at": 1700000000000, "updated_at": 1700000600000} | values)


def every_number(value, kind):
    """A record in which each int64 has this value."""
    return record(created_at=value, updated_at=value, **{kind: verification(attempts=value, expire_at=value)})


def every_text(text, kind):
    """A record in which each text but extra_json is this one."""
    channel = {"channel": text} if kind == "otp" else {}
    return record(id=text, phone_number=text, linked_to=[link(type=text, id=text)], backup_codes=[text, text],
                  **{kind: verification(custom_strategy=text, verified_at_client=text, **channel)})


def group(number, inside):
    return tag(number, SGROUP) + inside + tag(number, EGROUP)


# Fields that the schema will never have: of each wire type, with tags of two to five bytes. Protocol Buffers keeps 19000
# for itself.
UNKNOWN = (field(2000, 0) + field(2000, -1) + tag(2001, I64) + bytes(range(8)) + field(19000, b"\x00\xff")
           + field(2047, "") + group(2048, field(1, 300) + group(262144, tag(1, I32) + b"\x01\x02\x03\x04"))
           + tag(536870911, I32) + b"\xfe\xff\xff\xff")


def blobs():
    """The name and the bytes of each record."""
    yield "empty", b""
    yield "usual_otp", usual(reserved_for_second_factor=1, default_second_factor=1,
                             backup_codes=["fake-7f3a", "fake-19c2"],
                             linked_to=[link(type="oauth_google", id="idn_2V4xKQ9qYb8nT1mWcR7dLzPfA3f")],
                             otp=verification(object=1, status=2, strategy=1, attempts=1, expire_at=1700000300000,
                                              verified_at_client="client_2V4xKQ9qYb8nT1mWcR7dLzPfA3g", channel="sms"))
    yield "usual_admin", usual(reserved=1, admin=verification(object=2, status=2, strategy=5))

    # Every number of every enum. The status goes with the strategy.
    for kind, number in (("otp", 1), ("admin", 2)):
        statuses = list(STATUSES.values()) + [2]
        for (name, strategy), status in zip(STRATEGIES.items(), statuses):
            yield f"{kind}_{name}", usual(**{kind: verification(object=number, status=status, strategy=strategy)})
        yield f"{kind}_custom", usual(**{kind: verification(object=number, status=1, custom_strategy="passkey")})
        yield f"{kind}_zeros", record(object=0, reserved_for_second_factor=0, default_second_factor=0, reserved=0,
                                      created_at=0, updated_at=0,
                                      **{kind: verification(object=0, status=0, strategy=0, attempts=0, expire_at=0)})
        yield f"{kind}_present", record(**{kind: b""})
        yield f"{kind}_min", every_number(INT64_MIN, kind)
        yield f"{kind}_max", every_number(INT64_MAX, kind)
        yield f"{kind}_minus_one", every_number(-1, kind)

    # Each size that a varint has: the greatest number of 1 to 8 bytes, and the least of one byte more.
    for size in range(1, 9):
        last = (1 << 7 * size) - 1
        yield f"varint_{size}", record(otp=verification(attempts=last, expire_at=last + 1), created_at=last,
                                       updated_at=last + 1)

    texts = {
        "empty": "",
        "nul": "\0a\0",
        "control": "".join(map(chr, range(1, 32))) + "\x7f",
        "quoted": "\"\\/<!--</script>'&\\u0041",
        # Of two, three and four bytes, their first and last; marks that combine; right to left; one of several parts.
        "unicode": "\x80\u07ff\u0800\ud7ff\ue000\ufeff\ufffd\uffff\U00010000\U0010ffff e\u0301 \u05d0\u05d1 "
                   "\u2028\u2029 \U0001f468\u200d\U0001f469\u200d\U0001f467",
    }
    for name, text in texts.items():
        yield f"text_{name}_otp", every_text(text, "otp")
        yield f"text_{name}_admin", every_text(text, "admin")
    # Lengths on both sides of one and of two bytes.
    for size in (127, 128, 16383, 16384):
        text = ("0123456789abcdef" * 1024)[:size]
        yield f"text_{size}", record(id=text, backup_codes=[text])
    yield "long_message", record(linked_to=[link(type="t" * 60, id="i" * 63), link(type="t" * 60, id="i" * 64)],
                                 otp=verification(verified_at_client="c" * 16384))

    yield "bools", record(reserved_for_second_factor=1, default_second_factor=1, reserved=1)
    yield "links", record(linked_to=[b"", link(type="saml"), link(id="idn_1"), link(type="", id=""),
                                     link(type="saml", id="idn_1"), link(type="saml", id="idn_1")])
    yield "links_many", record(linked_to=[link(type="oauth_x", id=f"idn_{i}") for i in range(200)])
    yield "codes_many", record(backup_codes=[f"fake-{i:04}" for i in range(200)])
    yield "codes_only_empty", record(backup_codes=[""])

    extra = ('{"x_new":null,"x_text":"\\u00e9\\ud83d\\ude00\\n","x_numbers":[0.10,-0,1e400,18446744073709551616],'
             '"x_nested":{"a":[{}]}}')
    for kind in ("otp", "admin"):
        yield f"extra_json_{kind}", usual(extra_json=extra, linked_to=[link(type="saml", extra_json=extra)],
                                          **{kind: verification(status=1, extra_json=extra)})
    yield "extra_json_known_names", usual(extra_json='{"backup_codes":"fake-text","linked_to":{},"verification":1}',
                                          linked_to=[], otp=None)
    # These two are no JSON of the API.
    yield "extra_json_empty", record(extra_json="", otp=verification(extra_json=""))
    yield "extra_json_not_json", record(extra_json="not JSON \0", linked_to=[link(extra_json="[")])

    # What this schema does not know stays as it is, in each message.
    for kind in ("otp", "admin"):
        yield f"unknown_fields_{kind}", usual(unknown=UNKNOWN, linked_to=[link(type="saml", unknown=UNKNOWN)],
                                              **{kind: verification(status=1, unknown=UNKNOWN)})
    yield "unknown_fields_only", record(unknown=UNKNOWN)
    # An Admin has no channel, so that one is unknown too. Its number is reserved.
    yield "unknown_fields_channel", usual(admin=verification(object=2, status=2, strategy=5, unknown=field(8, "sms")))
    # Longer than necessary: a tag, a number, a length.
    yield "unknown_overlong", record(id="idn_1", unknown=(
        b"\xf8\xff\x80\x00\x01" + b"\xf8\x7f\x81\x80\x00" + b"\xfa\x7f\x81\x00a"))
    yield "unknown_wire_types", record(phone_number="+15555550100", unknown=(
        field(1, 5) + field(2, "text") + tag(4, I32) + bytes(4) + field(7, 1) + field(9, 1) + group(10, b"")
        + tag(11, I64) + bytes(8)))
    # Numbers that the enums will never have.
    yield "unknown_enum_record", record(id="idn_1", unknown=field(2, 1000))
    for kind in ("otp", "admin"):
        for name, number in (("1000", 1000), ("min", INT32_MIN), ("max", INT32_MAX), ("minus_one", -1)):
            unknown = field(1, number) + field(2, number) + field(3, number)
            yield f"unknown_enum_{kind}_{name}", record(**{kind: verification(attempts=1, unknown=unknown)})

    yield "everything", usual(
        otp=verification(object=1, status=4, custom_strategy="passkey", attempts=3, expire_at=1700000300000,
                         verified_at_client="client_1", channel="whatsapp", extra_json='{"x_1":"1"}', unknown=UNKNOWN),
        linked_to=[link(type="saml", id="idn_1", extra_json='{"x_2":1}', unknown=UNKNOWN),
                   link(type="oauth_x", id="idn_2")],
        backup_codes=["fake-1", "fake-2", ""], extra_json='{"x_3":true}', unknown=UNKNOWN)


def main(directory):
    stream = b""
    records = sorted(blobs())
    for name, data in records:
        (directory / f"{name}.bin").write_bytes(data)
        stream += varint(len(data)) + data
    (directory / "stream.delimited").write_bytes(stream)
    print(f"{len(records)} records")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
