#!/usr/bin/env python3
"""Checks the programs in examples/: each prints what the comment at its top shows, and has fewer than 60 lines.

In that comment, a line that begins with "$ " is a command. The last one runs the program, and what it prints follows.

usage: examples.py SOURCE_DIR PROGRAM...

PROGRAM is NAME=PATH.
"""
import pathlib
import re
import subprocess
import sys

SHOWN = re.compile(r"^ \*     (.*)$", re.MULTILINE)


def check(source, name, path):
    """Returns what is wrong with a program, or nothing."""
    text = (source / f"examples/{name}.c").read_text()
    if text.count("\n") >= 60:
        return "it has 60 lines or more"
    shown = SHOWN.findall(text.partition("*/")[0])
    command = f"$ ./{name}"
    if command not in shown or not any(line.startswith("$ cc ") for line in shown):
        return f"its first comment does not show how to compile it and '{command}'"
    expected = shown[shown.index(command) + 1:]
    ran = subprocess.run([path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if ran.returncode or ran.stdout.splitlines() != expected:
        return f"it ends with {ran.returncode} and prints:\n{ran.stdout}"
    return ""


def main():
    source = pathlib.Path(sys.argv[1])
    programs = dict(argument.split("=", 1) for argument in sys.argv[2:])
    readme = (source / "README.md").read_text()
    for name, path in programs.items():
        wrong = check(source, name, path)
        if not wrong and f"examples/{name}.c" not in readme:
            wrong = "README.md does not link to it"
        if wrong:
            sys.exit(f"examples/{name}.c: {wrong}")
    print(f"{len(programs)} programs print what they show")


main()
