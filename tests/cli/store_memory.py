#!/usr/bin/env python3
"""Checks that `store import`, `store export` and `store check` need little memory for many records: all of them come back,
and no command takes more than a limit.

usage: store_memory.py PROGRAM RECORDS LIMIT_MEGABYTES
"""
import os
import resource
import subprocess
import sys
import tempfile
import time


def main(program, records, limit):
    """The peak is that of all commands so far."""
    with tempfile.TemporaryDirectory() as folder:
        stream, database, copy = (os.path.join(folder, name) for name in ("stream", "db", "copy"))
        subprocess.run([program, "generate", str(records), "-o", stream], check=True)
        for arguments in (("import", database, stream), ("export", database, "-o", copy), ("check", database)):
            start = time.monotonic()
            subprocess.run([program, "store", *arguments], check=True, stdout=subprocess.DEVNULL)
            seconds = time.monotonic() - start
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            print(f"{arguments[0]}: {records / seconds:.0f} records a second, {peak:.1f} MiB at most so far")
        with open(stream, "rb") as first, open(copy, "rb") as second:
            is_same = first.read() == second.read()
    if not is_same:
        print("other records came back")
    if peak > limit:
        print(f"that is more than {limit} MiB")
    return 0 if is_same and peak <= limit else 1


sys.exit(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))
