#!/usr/bin/env python3
"""Checks that the figures of `bench --json`, on standard input, are positive and agree with each other; prints those
that don't depend on the machine. Rows of other codecs than those named are not looked at.

usage: bench_json.py CODEC...
"""
import json
import sys

NUMBERS = ("records_per_second", "megabytes_per_second", "nanoseconds_per_record")


def check_row(row, bytes_a_record, others):
    """Complains of a row; others are all rows of the same operation."""
    what = f"{row['operation']} by {row['codec']}"
    rate, megabytes, nanoseconds = (row[name] for name in NUMBERS)
    ratio = row["ratio_to_protobuf_c"]
    rival = next((other["nanoseconds_per_record"] for other in others if other["codec"] == "protobuf-c"), None)

    def agree(name, a, b):
        if abs(a - b) > 0.01 * abs(b) + 0.01:
            print(f"WRONG {what}: {name}: {a} is not {b}")

    if min(rate, nanoseconds) <= 0 or min(megabytes, row["spread_percent"]) < 0:
        print(f"WRONG {what}: not positive: {row}")
    agree("records_per_second", rate * nanoseconds, 1e9)
    agree("megabytes_per_second", megabytes, rate * bytes_a_record / 1e6)
    if (ratio is None) != (rival is None):
        print(f"WRONG {what}: ratio {ratio}, protobuf-c's time {rival}")
    elif rival:
        agree("ratio_to_protobuf_c", ratio, nanoseconds / rival)


def main(codecs):
    result = json.load(sys.stdin)
    rows = result.pop("rows")
    print(result)
    for row in rows:
        if row["codec"] not in codecs:
            continue
        print(row["operation"], row["codec"])
        size = result["input_bytes"] if row["operation"] == "decode" else result["encoded_bytes"]
        check_row(row, size / result["records"], [other for other in rows if other["operation"] == row["operation"]])


main(sys.argv[1:])
