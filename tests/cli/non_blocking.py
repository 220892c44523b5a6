#!/usr/bin/env python3
"""Checks that the program waits where standard input and output are pipes that do not block.

usage: non_blocking.py PROGRAM
"""
import os
import subprocess
import sys
import threading
import time

RECORDS = 30000
JSON = b'{"id":"a","verification":null,"linked_to":[]}\n' * RECORDS


def check(program, *options):
    """Returns whether the output is right."""
    read_in, write_in = os.pipe()
    read_out, write_out = os.pipe()
    os.set_blocking(read_in, False)
    os.set_blocking(write_out, False)
    process = subprocess.Popen([program, "encode", *options], stdin=read_in, stdout=write_out)
    os.close(read_in)
    os.close(write_out)

    def write():
        """Begins late and has a pause, so that there is nothing to read."""
        time.sleep(0.2)
        with os.fdopen(write_in, "wb") as pipe:
            pipe.write(JSON[:100000])
            pipe.flush()
            time.sleep(0.2)
            pipe.write(JSON[100000:])

    writer = threading.Thread(target=write)
    writer.start()
    time.sleep(0.6)  # so that the pipe is full
    with os.fdopen(read_out, "rb") as pipe:
        out = pipe.read()
    writer.join()
    status = process.wait()
    right = b"\x03\x0a\x01a" * RECORDS
    print(*options, "status", status, "and", len(out), "of", len(right), "bytes")
    return status == 0 and out == right


sys.exit(0 if check(sys.argv[1]) and check(sys.argv[1], "--threads=2") else 1)
