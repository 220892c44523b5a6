#!/usr/bin/env python3
"""Checks what the program does where standard error is a terminal: colour for errors, unless NO_COLOR or TERM say
otherwise, and progress while long input comes in, unless standard output is a terminal too. When progress appears and
what it says is for progress.c, which has a clock of its own. Where standard output is a terminal, it gets no bytes
unless they are forced on it, and JSON without characters that it may obey. Exits with status 77 if there are no pseudo
terminals.

usage: terminal.py PROGRAM
"""
import os
import pty
import re
import select
import subprocess
import sys
import termios
import time

RED = b"\x1b[1;31mphonenum:\x1b[0m "
PLAIN = b"phonenum: "
CLEAR = b"\r\x1b[K"
PROGRESS = b" records, "
ROUND = b"phonenum: round 1 of "
RECORD = b'{"id":"a"}\n'
ELEVEN = 11 * b'{"id":"a","verification":null,"linked_to":[]}\r\n'
PATIENCE = 300  # seconds: only a guard against what does not end
SKIPPED = 77


def read_some(master, wait):
    """What reaches the terminal within a time; None at its end."""
    if not select.select([master], [], [], wait)[0]:
        return b""
    try:
        return os.read(master, 65536) or None
    except OSError:
        return None


def without_echo(slave):
    """What is typed would be mixed into what the program says."""
    settings = termios.tcgetattr(slave)
    settings[3] &= ~termios.ECHO
    termios.tcsetattr(slave, termios.TCSANOW, settings)


def without_progress(seen):
    """Where the machine is busy, there may be progress for short input too."""
    return re.sub(rb"phonenum: \d+ records, [\d.]+ MB\r\x1b\[K", b"", seen)


def call(program, arguments, text, *, until=None, slowly=None, terminals="err", **variables):
    """Runs the program on text; returns what reached the terminal.

    until: give it `slowly` again and again, as slow input does, until this was seen; text follows.
    terminals: which of `in`, `out` and `err` are one.
    """
    master, slave = pty.openpty()
    without_echo(slave)
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "TERM": "xterm"}
    environment.update({name: os.environ[name] for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ})
    environment.update(variables)
    environment = {name: value for name, value in environment.items() if value is not None}
    process = subprocess.Popen([program, *arguments], env=environment,
                               stdin=slave if "in" in terminals else subprocess.PIPE,
                               stdout=slave if "out" in terminals else subprocess.DEVNULL,
                               stderr=slave if "err" in terminals else subprocess.DEVNULL)
    os.close(slave)
    seen = b""
    end = time.monotonic() + PATIENCE
    while until is not None and until not in seen and time.monotonic() < end:
        process.stdin.write(slowly)
        process.stdin.flush()
        time.sleep(0.2)
        seen += read_some(master, 0) or b""
    if "in" in terminals:
        os.write(master, text + b"\x04")
    else:
        try:
            process.stdin.write(text)
            process.stdin.close()
        except BrokenPipeError:
            pass  # it has ended without reading, as where bytes would go to a terminal
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and (block := read_some(master, 1)) is not None:
        seen += block
    os.close(master)
    process.wait(timeout=PATIENCE)
    return seen


def main(program):
    wrong = []
    try:
        for end in pty.openpty():
            os.close(end)
    except OSError as error:
        print(f"skipped: this machine gives no pseudo terminal: {error}")
        return SKIPPED

    def check(what, condition, seen):
        print("ok  " if condition else "WRONG", what)
        if not condition:
            wrong.append(what)
            print("     seen:", seen)

    broken = b"5\n"
    for what, begin, variables in (
        ("an error is red", RED, {}),
        ("an empty NO_COLOR says nothing", RED, {"NO_COLOR": ""}),
        ("NO_COLOR", PLAIN, {"NO_COLOR": "1"}),
        ("TERM=dumb", PLAIN, {"TERM": "dumb"}),
        ("no TERM", PLAIN, {"TERM": None}),
    ):
        seen = without_progress(call(program, ["encode"], broken, **variables))
        check(what, seen.startswith(begin) and seen.count(b"\x1b") == begin.count(b"\x1b"), seen)
    seen = without_progress(call(program, ["encode"], b'{"x":1}\n'))
    check("a note is not red", seen.startswith(PLAIN + b"<stdin>: kept 1 member"), seen)
    seen = call(program, ["encode", "--force"], broken, terminals="out")
    check("an error does not go to standard output", seen == b"", seen)
    seen = call(program, ["encode"], RECORD, terminals="in, err")
    check("it says that it reads from the terminal", b"reading from the terminal" in seen, seen)

    seen = call(program, ["encode"], RECORD, terminals="out, err")
    check("bytes are not written to a terminal", b"is not written to a terminal" in seen and b"\x03" not in seen, seen)
    seen = call(program, ["generate", "1"], b"", terminals="out, err")
    check("nor are made-up ones", b"use -o FILE, a pipe, --json, or --force" in seen and b"idn_" not in seen, seen)
    seen = call(program, ["generate", "1", "--json"], b"", terminals="out")
    check("but JSON is", seen.startswith(b'{"id":"idn_'), seen)
    seen = call(program, ["encode", "--force"], RECORD, terminals="out")
    check("unless that is forced", seen == b"\x03\r\n\x01a", seen)
    seen = call(program, ["encode", "--lines=hex"], RECORD, terminals="out")
    check("text is", seen == b"0a0161\r\n", seen)
    # What is next to a range of controls stays, and so does a character of 4 bytes.
    obeyed = "\x7f\x80\x9b\x9f\u061c\u200e\u200f\u202a\u202e\u2066\u2069"
    harmless = "~\xa0\xe9\u061b\u061d\u200d\u2010\u2029\u202f\u2065\u206a\uffff\U0001f600\U0001f61b"
    text = (harmless + obeyed + harmless).encode()
    stream = bytes([len(text) + 2, 0x0a, len(text)]) + text
    for options in ([], ["--pretty"], ["--dialect=proto"]):
        right = subprocess.run([program, "decode", *options], input=stream, capture_output=True, check=True).stdout
        for character in obeyed:
            right = right.replace(character.encode(), b"\\u%04x" % ord(character))
        seen = call(program, ["decode", *options], stream, terminals="out")
        check(f"JSON for a terminal {options}", seen == right.replace(b"\n", b"\r\n") and b"\\u2069" in seen, seen)
    piped = subprocess.run([program, "decode"], input=stream, capture_output=True, check=True).stdout
    check("and for a pipe", text in piped, piped)

    slow = {"until": PROGRESS, "slowly": RECORD}
    seen = call(program, ["encode"], RECORD, **slow)
    check("progress for long input", PROGRESS in seen, seen)
    check("nothing of it stays at the end", seen.endswith(CLEAR), seen)
    seen = call(program, ["encode"], broken, **slow)
    check("an error clears it", CLEAR + RED in seen and seen.endswith(b"\r\n"), seen)
    seen = call(program, ["encode"], b'{"x":1}\n', **slow)
    check("a note clears it", CLEAR + PLAIN + b"<stdin>: kept" in seen and seen.endswith(b"\r\n"), seen)
    # Longer than it takes for progress to appear: an eleventh record is read at least 2 seconds after the first.
    one = b"\x03\x0a\x01a"
    seen = call(program, ["decode"], one, terminals="out, err", slowly=one, until=ELEVEN)
    check("none where standard output is a terminal too", PROGRESS not in seen and ELEVEN in seen, seen)
    for what, terminals in (("progress of bench", "err"), ("and where standard output is a terminal too", "out, err")):
        seen = call(program, ["bench"], b"", terminals=terminals)
        rounds, _, table = seen.rpartition(CLEAR)
        check(what, rounds.startswith(ROUND) and (b"\r\ndecode " in table) == ("out" in terminals), seen)
    return 1 if wrong else 0


sys.exit(main(sys.argv[1]))
