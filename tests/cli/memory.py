#!/usr/bin/env python3
"""Checks that `encode` and `decode` need constant memory: pipes many megabytes of JSON through both, as lines and as
one array, with other forms of encoded records between them, and as many of encoded records through `decode`; and
compares the program's peak memory with a limit.

usage: memory.py PROGRAM SAMPLES MEGABYTES LIMIT_MEGABYTES [OPTION]...

The options go to all commands.
"""
import subprocess
import sys
import threading

BLOCK_RECORDS = 2000


SEPARATORS = {"lines": b"\n", "array": b",\n", "encoded": b"", "lines, then frames": b"\n", "lines, then hex": b"\n", "lines, then an archive": b"\n"}
OPTIONS = {"lines, then frames": ["--framing=be32"], "lines, then hex": ["--lines=hex"]}  # of both commands
ENCODE_OPTIONS = {"lines, then an archive": ["--zstd"]}


def feed(pipe, samples, size, form):
    """Writes at least `size` bytes; returns the number of records."""
    lines = (samples * (BLOCK_RECORDS // len(samples) + 1))[:BLOCK_RECORDS]
    separator = SEPARATORS[form]
    block = separator.join(lines)
    written = records = 0
    with pipe:
        pipe.write(b"[" if form == "array" else b"")
        while written < size:
            pipe.write(separator if written else b"")
            pipe.write(block)
            written += len(block)
            records += len(lines)
        pipe.write(b"]\n" if form == "array" else separator)
    return records


def encoded_each(program, samples):
    """Each of the samples behind its length, as `encode` writes it."""
    return [subprocess.run([program, "encode"], input=line, capture_output=True, check=True).stdout for line in samples]


def run(program, command, form, stdin):
    options = OPTIONS.get(form, []) + (ENCODE_OPTIONS.get(form, []) if command == "encode" else [])
    return subprocess.Popen([program, command, *options, *sys.argv[5:]], stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def measure(program, samples, size, form):
    """Returns how many records went in, came out, and the commands' peaks in MiB, by their names."""
    processes = [] if form == "encoded" else [run(program, "encode", form, subprocess.PIPE)]
    processes.append(run(program, "decode", form, processes[0].stdout if processes else subprocess.PIPE))
    if len(processes) > 1:
        processes[0].stdout.close()
    if form == "encoded":
        samples = encoded_each(program, samples)
    fed = []
    feeder = threading.Thread(target=lambda: fed.append(feed(processes[0].stdin, samples, size, form)))
    feeder.start()
    received = 0
    peaks = {process.args[1]: 0.0 for process in processes}
    while block := processes[-1].stdout.read(1 << 20):
        received += block.count(b"\n")
        peaks = {process.args[1]: max(peaks[process.args[1]], peak_of(process)) for process in processes}
    feeder.join()
    for process in processes:
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


def has_archives(program):
    return subprocess.run([program, "encode", "--zstd"], input=b"", capture_output=True, check=False).returncode == 0


def main(program, samples_path, megabytes, limit):
    with open(samples_path, "rb") as file:
        samples = file.read().splitlines()
    failed = False
    forms = [form for form in SEPARATORS if form not in ENCODE_OPTIONS or has_archives(program)]
    for form in forms:
        records, received, peaks = measure(program, samples, megabytes * 1000 * 1000, form)
        took = ", ".join(f"{command} {peak:.1f} MiB" for command, peak in peaks.items())
        print(f"{megabytes} MB {'' if form == 'encoded' else 'of JSON as '}{form}, {records} records: {took} at most")
        if received != records:
            print(f"only {received} records came back")
            failed = True
        if min(peaks.values()) == 0:
            print("nothing was measured")
            failed = True
        if max(peaks.values()) > limit:
            print(f"that is more than {limit} MiB")
            failed = True
    return 1 if failed else 0


sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))
