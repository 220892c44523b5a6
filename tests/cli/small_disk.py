#!/usr/bin/env python3
"""Checks what the program does where the system itself cuts its output short: a file that may not grow beyond a limit,
to which the last write that fits is a short one, and a device that is full. What faults.c tests with a double, for real.

usage: small_disk.py PROGRAM SAMPLES
"""
import errno
import os
import resource
import signal
import subprocess
import sys
import tempfile

LINES = 8


def run(program, arguments, text, output, limit=None):
    """Returns the status and what is said on standard error."""

    def prepare():
        if limit is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = subprocess.run([program, *arguments], input=text, stdout=output, stderr=subprocess.PIPE, preexec_fn=prepare)
    return done.returncode, done.stderr.decode()


def right_output(program, arguments, text):
    return subprocess.run([program, *arguments], input=text, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def main(program, samples):
    with open(samples, "rb") as file:
        lines = b"".join(file.readlines()[:LINES])
    one = lines.split(b"\n")[0]
    encoded = right_output(program, ["encode"], lines)
    bare = right_output(program, ["encode", "--raw"], one)
    checked = wrong = 0

    def check(what, got, expected):
        nonlocal checked, wrong
        checked += 1
        if got != expected:
            wrong += 1
            print(f"{what}: {got}, not {expected}")

    for arguments, text in (
        (["encode"], lines), (["encode", "--raw"], one), (["decode"], encoded), (["decode", "--raw"], bare),
        (["decode", "--pretty"], encoded), (["inspect"], encoded), (["inspect", "--raw"], bare),
        (["validate", "--closed"], b"\x02\x10\x01" + encoded), (["--help"], b""), (["--version"], b""),
    ):
        what = " ".join(arguments)
        right = right_output(program, arguments, text)
        status, notes = run(program, arguments, text, subprocess.DEVNULL)
        for limit in sorted({0, 1, len(right) // 2, len(right) - 1, len(right)}):
            with tempfile.TemporaryFile() as output:
                got = run(program, arguments, text, output, limit)
                output.seek(0)
                check(f"{what} into {limit} bytes", output.read(), right[:limit])
            fits = limit == len(right)
            check(f"{what} into {limit} bytes", got, (status, notes) if fits else
                  (3, f"phonenum: cannot write to standard output: {os.strerror(errno.EFBIG)}\n"))
        with open("/dev/full", "wb") as output:
            check(f"{what} into a full device", run(program, arguments, text, output),
                  (3, f"phonenum: cannot write to standard output: {os.strerror(errno.ENOSPC)}\n"))
    print(f"{checked} checks, {wrong} wrong")
    return 1 if wrong or checked < 100 else 0


sys.exit(main(sys.argv[1], sys.argv[2]))
