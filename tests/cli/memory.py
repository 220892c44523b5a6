#!/usr/bin/env python3
"""Checks that `encode` and `decode` need constant memory: pipes many megabytes through both, as lines and as one array,
and compares the program's peak memory with a limit.

usage: memory.py PROGRAM SAMPLES MEGABYTES LIMIT_MEGABYTES
"""
import subprocess
import sys
import threading

BLOCK_RECORDS = 2000


def feed(pipe, samples, size, form):
    """Writes at least `size` bytes of JSON; returns the number of records."""
    lines = (samples * (BLOCK_RECORDS // len(samples) + 1))[:BLOCK_RECORDS]
    separator = b",\n" if form == "array" else b"\n"
    block = separator.join(lines)
    written = records = 0
    with pipe:
        pipe.write(b"[" if form == "array" else b"")
        while written < size:
            pipe.write(separator if written else b"")
            pipe.write(block)
            written += len(block)
            records += len(lines)
        pipe.write(b"]\n" if form == "array" else b"\n")
    return records


def run(program, command, stdin):
    return subprocess.Popen([program, command], stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def measure(program, samples, size, form):
    """Returns how many records went in, came out, and the peaks of both commands in megabytes."""
    encoding = run(program, "encode", subprocess.PIPE)
    decoding = run(program, "decode", encoding.stdout)
    encoding.stdout.close()
    fed = []
    feeder = threading.Thread(target=lambda: fed.append(feed(encoding.stdin, samples, size, form)))
    feeder.start()
    received = 0
    peaks = [0.0, 0.0]
    while block := decoding.stdout.read(1 << 20):
        received += block.count(b"\n")
        peaks = [max(peak, peak_of(process)) for peak, process in zip(peaks, (encoding, decoding))]
    feeder.join()
    for process in (encoding, decoding):
        messages = process.stderr.read()
        if process.wait() != 0:
            sys.exit(f"{process.args[1]} failed: {messages.decode()}")
    return fed[0], received, peaks


def peak_of(process):
    """The most memory that a running process has had so far, in MiB; 0 once it has ended. (What wait4() says of a child
    begins with the memory of the parent that it was forked from.)"""
    try:
        with open(f"/proc/{process.pid}/status", encoding="ascii") as file:
            return next((int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM:")), 0.0)
    except OSError:
        return 0.0


def main(program, samples_path, megabytes, limit):
    with open(samples_path, "rb") as file:
        samples = file.read().splitlines()
    failed = False
    for form in ("lines", "array"):
        records, received, peaks = measure(program, samples, megabytes * 1000 * 1000, form)
        print(f"{megabytes} MB as {form}, {records} records: encode {peaks[0]:.1f} MiB, decode {peaks[1]:.1f} MiB at most")
        if received != records:
            print(f"only {received} records came back")
            failed = True
        if min(peaks) == 0:
            print("nothing was measured")
            failed = True
        if max(peaks) > limit:
            print(f"that is more than {limit} MiB")
            failed = True
    return 1 if failed else 0


sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))
