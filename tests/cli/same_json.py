#!/usr/bin/env python3
"""Compares records as they were with what came back, value by value. Nothing may differ but what a record does not
distinguish: null, absent and empty of the members that the schema knows.

usage: same_json.py BEFORE AFTER, files with a record a line.
"""
import json
import sys

RECORD = ["id", "object", "phone_number", "reserved_for_second_factor", "default_second_factor", "reserved",
          "verification", "linked_to", "backup_codes", "created_at", "updated_at"]
VERIFICATION = ["object", "status", "strategy", "attempts", "expire_at", "verified_at_client", "channel"]
LINK = ["type", "id"]


class Number(str):
    """A number by its digits: 1.0 is not 1."""


def parse(line):
    return json.loads(line, parse_int=Number, parse_float=Number)


def without_absent(value, known):
    return {name: member for name, member in value.items() if name not in known or member not in (None, [])}


def canonical(record):
    """The record with all that is allowed to change made the same."""
    record = without_absent(record, RECORD)
    verification = record.get("verification")
    if isinstance(verification, dict) and verification.get("object") in (None, "verification_otp", "verification_admin"):
        record["verification"] = without_absent(verification, VERIFICATION)
    links = record.get("linked_to")
    if isinstance(links, list) and all(isinstance(link, dict) for link in links):
        record["linked_to"] = [without_absent(link, LINK) for link in links]
    return record


def order(members, known):
    """Where a member must stand: those of the schema first, in its order."""
    ranks = [known.index(name) if name in known else len(known) for name in members]
    return ranks == sorted(ranks)


def main():
    with open(sys.argv[1], encoding="utf-8") as before, open(sys.argv[2], encoding="utf-8") as after:
        pairs = list(zip(before.read().splitlines(), after.read().splitlines(), strict=True))
    wrong = 0
    for number, (was, came_back) in enumerate(pairs, 1):
        expected, got = canonical(parse(was)), canonical(parse(came_back))
        # dict equality does not look at types of equal strings; the text of both does.
        if json.dumps(tag(expected), sort_keys=True) != json.dumps(tag(got), sort_keys=True):
            print(f"record {number}: {was}\n came back as {came_back}")
            wrong += 1
        if not order(parse(came_back), RECORD):
            print(f"record {number}: the members are not in order: {came_back}")
            wrong += 1
    print(f"{len(pairs)} records came back, {wrong} wrong")
    return 1 if wrong or not pairs else 0


def tag(value):
    """The value with numbers marked, so that they differ from text of the same digits."""
    if isinstance(value, Number):
        return {"number": str(value)}
    if isinstance(value, dict):
        return {"object": {name: tag(member) for name, member in value.items()}}
    return [tag(member) for member in value] if isinstance(value, list) else value


sys.exit(main())
