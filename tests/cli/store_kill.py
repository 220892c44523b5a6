#!/usr/bin/env python3
"""Kills `store import` at random moments, and checks each time that the database is whole: no batch that was finished is
lost, and none is there in part. In the end, an import that nobody kills completes it.

usage: store_kill.py PROGRAM [SEED [KILLS]]
"""
import os
import random
import signal
import subprocess
import sys
import tempfile
import time

RECORDS = 25000
BATCH = 10000
NOT_MADE = (b"No such file or directory\n", b"the file is empty; phonenum store import makes a database of it\n")


def run(program, *arguments):
    return subprocess.run([program, *arguments], capture_output=True, check=False)


def count(program, database):
    """How many records there are, and whether the database is whole. It may not have been made yet."""
    checked = run(program, "store", "check", database)
    if checked.stderr.endswith(NOT_MADE):
        return 0, True
    if checked.returncode != 0:
        print(checked.stdout.decode(), checked.stderr.decode())
        return 0, False
    return int(checked.stdout.split()[0]), True


def kill_after(program, database, stream, seconds):
    """Whether the import was still running, and whether it failed by itself."""
    process = subprocess.Popen([program, "store", "import", database, stream], stderr=subprocess.DEVNULL)
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    status = process.wait()
    return status == -signal.SIGKILL, status not in (-signal.SIGKILL, 0)


def measure(program, folder, stream):
    start = time.monotonic()
    subprocess.run([program, "store", "import", os.path.join(folder, "timed"), stream], check=True,
                   stderr=subprocess.DEVNULL)
    return time.monotonic() - start


def check(program, folder, chance, kills):
    stream = os.path.join(folder, "stream")
    with open(stream, "wb") as file:
        subprocess.run([program, "generate", str(RECORDS)], stdout=file, check=True)
    takes = measure(program, folder, stream)
    database = os.path.join(folder, "0")
    stored = killed = partly = failed = 0
    for number in range(kills):
        if stored == RECORDS:
            database = os.path.join(folder, str(number))
            stored = 0
        seconds = chance.random() ** 2 * takes  # more of them early, when the database is made
        was_killed, has_failed = kill_after(program, database, stream, seconds)
        killed += was_killed
        found, is_whole = count(program, database)
        partly += 0 < found < RECORDS
        if has_failed or not is_whole or found < stored or found not in (0, BATCH, 2 * BATCH, RECORDS):
            print(f"killed after {seconds:.3f} s: {found} records, {stored} before, the database is "
                  f"{'whole' if is_whole else 'damaged'}{', the import failed' if has_failed else ''}")
            failed += 1
        stored = found
    again = run(program, "store", "import", database, stream)
    exported = run(program, "store", "export", database)
    with open(stream, "rb") as file:
        if again.returncode != 0 or exported.stdout != file.read():
            print(f"importing again does not complete it: {again.stderr.decode()}")
            failed += 1
    print(f"{kills} kills, {killed} of them while it ran, {partly} times between batches, {failed} wrong")
    return failed == 0 and killed > 0


def main():
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 32)
    kills = int(sys.argv[3]) if len(sys.argv) > 3 else 20
    print(f"seed {seed}")
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(0 if check(sys.argv[1], folder, random.Random(seed), kills) else 1)


main()
