#!/usr/bin/env python3
"""Copies the library's sources and adds fields to the copy: the steps of "Adding a field" in CONTRIBUTING.md, to the letter.

usage: grow.py SOURCE_DIR COPY_DIR FIELD_SET [--without STEP]

FIELD_SET is `a` or `b`. Together they have every kind of field at every level. STEP is left out, so that one can see who
notices: proto, row, number, member, json or slack.
"""
import pathlib
import re
import shutil
import sys

# Of each field: the message's name in the schema's rows, the kind, the name, the number, the detail, whether only an OTP
# has it.
FIELD_SETS = {
    "a": [
        ("RECORD", "TEXT", "label", 13, "16_TO_64", False),
        ("RECORD", "BOOL", "archived", 14, "ALONE", False),
        ("VERIFICATION", "TEXT", "note", 9, "16_TO_64", False),
        ("VERIFICATION", "INT64", "checked_at", 10, "TIME", False),
        ("VERIFICATION", "BOOL", "forced", 11, "ALONE", False),
        ("VERIFICATION", "ENUM", "outcome", 12, "VERIFICATION_STATUS", False),
        ("VERIFICATION", "INT64", "retries", 13, "COUNT", True),
        ("LINK", "TEXT", "issuer", 3, "8_TO_32", False),
        ("LINK", "BOOL", "primary", 4, "ALONE", False),
    ],
    "b": [
        ("RECORD", "INT64", "seen_at", 13, "TIME", False),
        ("RECORD", "ENUM", "level", 14, "VERIFICATION_STATUS", False),
        ("VERIFICATION", "TEXT", "locale", 9, "8_TO_16", True),
        ("VERIFICATION", "BOOL", "voice", 10, "ALONE", True),
        ("VERIFICATION", "ENUM", "medium", 11, "VERIFICATION_STATUS", True),
        ("LINK", "INT64", "uses", 3, "COUNT", False),
        ("LINK", "ENUM", "state", 4, "VERIFICATION_STATUS", False),
    ],
}

STRUCTS = {"RECORD": "phonenum_record", "VERIFICATION": "phonenum_verification", "LINK": "phonenum_link"}
MESSAGES = {"RECORD": ["PhoneNumber"], "VERIFICATION": ["PhoneNumberOTP", "PhoneNumberAdmin"],
            "LINK": ["IdentificationLink"]}
API_ROWS = {"RECORD": "RECORD_MEMBERS", "VERIFICATION": "ADMIN_MEMBERS", "LINK": "LINK_MEMBERS"}
PROTO_TYPES = {"TEXT": "string", "BOOL": "bool", "INT64": "int64", "ENUM": "VerificationStatus"}
C_TYPES = {"TEXT": "phonenum_str", "BOOL": "bool", "INT64": "int64_t", "ENUM": "phonenum_verification_status"}
# Members take the spare room in this order, so that none leaves a gap.
SIZES = {"TEXT": "sizeof(phonenum_str)", "INT64": "8", "ENUM": "4"}


class Tree:
    """The copy, file by file."""

    def __init__(self, root):
        self.root = root

    def edit(self, path, change):
        text = (self.root / path).read_text()
        changed = change(text)
        if changed == text:
            sys.exit(f"grow.py: nothing to change in {path}")
        (self.root / path).write_text(changed)


def insert_before(text, start, end, line):
    """Puts a line before the first `end` that follows `start`."""
    begin = text.index(start)
    at = text.index(end, begin)
    at = text.rindex("\n", 0, at) + 1
    return text[:at] + line + "\n" + text[at:]


def camel_case(name):
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def add_to_proto(tree, fields):
    def change(text):
        for message, kind, name, number, _, otp_only in fields:
            for holder in MESSAGES[message][:1 if otp_only else 2]:
                line = f"  optional {PROTO_TYPES[kind]} {name} = {number};"
                text = insert_before(text, f"message {holder} {{", "optional string extra_json", line)
        return text
    tree.edit("proto/phonenum/v1/phone_number.proto", change)


def add_rows(tree, fields):
    def change(text):
        for message, kind, name, _, detail, otp_only in fields:
            macro = "OTP_ONLY" if otp_only else "X"
            row = f'    {macro}({message}, {kind}, {name.upper()}, {name}, "{camel_case(name)}", {detail}) \\'
            text = insert_before(text, f"#define {message}_FIELDS(", f"X({message}, JSON,", row)
        return text
    tree.edit("src/record/schema.h", change)


def add_numbers(tree, fields):
    def change(text):
        for message, _, name, number, _, _ in fields:
            constant = f"PHONENUM_{message}_{name.upper()}_FIELD_NUMBER"
            text = insert_before(text, "enum {", f"PHONENUM_{message}_EXTRA_JSON_FIELD_NUMBER", f"    {constant} = {number},")
        return text
    tree.edit("include/phonenum/record.h", change)


def take_space(struct, fields):
    """A struct with the fields' members in place of its spare room."""
    flags = [name for kind, name in fields if kind != "TEXT"]
    flags = [f"bool has_{name};" for name in flags] + [f"bool {name};" for kind, name in fields if kind == "BOOL"]
    spare_flags = re.search(r"uint8_t spare_flags\[([^]]+)\];", struct)
    taken, members = [], []
    for kind in SIZES:
        for name in [name for other, name in fields if other == kind]:
            members.append(f"{C_TYPES[kind]} {name};")
            taken.append(SIZES[kind])
    if spare_flags:
        struct = struct.replace(spare_flags[0],
                                " ".join(flags) + f" uint8_t spare_flags[{spare_flags[1]} - {len(flags)}];")
    else:
        members += flags
        taken.append(str(len(flags)))
    size = re.search(r"uint8_t spare\[([^]]+)\];", struct)
    return struct.replace(size[0], " ".join(members) + f" uint8_t spare[{size[1]} - {' - '.join(taken)}];")


def add_members(tree, fields):
    def change(text):
        for message, name in STRUCTS.items():
            begin = text.index(f"typedef struct {name} {{")
            end = text.index(f"}} {name};")
            own = [(kind, field) for holder, kind, field, *_ in fields if holder == message]
            text = text[:begin] + take_space(text[begin:end], own) + text[end:]
        return text
    tree.edit("include/phonenum/record.h", change)


def api_row(message, kind, name):
    struct = STRUCTS[message]
    if kind == "TEXT":
        return f'ROW(PLAIN("{name}", JSON_TEXT, {struct}, {name}), NULLABLE)'
    names = ""
    if kind == "ENUM":
        names = f" NAMES(VERIFICATION_STATUS, {message}_{name.upper()}),"
    return f'ROW(FLAGGED("{name}", JSON_{kind}, {struct}, {name}),{names} NULLABLE)'


def add_to_json(tree, fields):
    def change(text):
        for message, kind, name, _, _, otp_only in fields:
            rows = "OTP_MEMBERS" if otp_only else API_ROWS[message]
            end = text.index("\n\n", text.index(f"#define {rows}(ROW)"))
            text = f"{text[:end]} \\\n    {api_row(message, kind, name)}{text[end:]}"
        return text
    tree.edit("src/json/rows.h", change)


def raise_slack(tree, fields):
    tree.edit("src/codec/encode.c", lambda text: re.sub(r"SLACK = \d+", "SLACK = 512", text))


STEPS = {"proto": add_to_proto, "row": add_rows, "number": add_numbers, "member": add_members, "json": add_to_json,
         "slack": raise_slack}


def main():
    arguments = sys.argv[1:]
    without = arguments.pop() if "--without" in arguments else None
    if without:
        arguments.remove("--without")
    source, copy, field_set = pathlib.Path(arguments[0]), pathlib.Path(arguments[1]), arguments[2]
    for folder in ("include", "src", "proto"):
        shutil.copytree(source / folder, copy / folder)
    for step, add in STEPS.items():
        if step != without:
            add(Tree(copy), FIELD_SETS[field_set])


main()
