#!/usr/bin/env python3
"""Checks that docs/tutorial.md and the files in examples/tutorial say the same.

- A block of C or JSON stands in the file that the last link before it names; one of JSON is the whole file.
- The command by which the page compiles the first program compiles all of them, without a warning.
- The commands in blocks of text print what the page says: see sessions.py.

usage: tutorial.py SOURCE_DIR COMPILER LIBRARY PROGRAM...

COMPILER is a compiler with options, LIBRARY is what pkg-config says of the library, PROGRAM is NAME=PATH.
"""
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

from sessions import BLOCK, check_sessions

LINK = re.compile(r"\]\(\.\./examples/tutorial/([\w.]+)\)")
COMPILE = re.compile(r"^cc .*\bstep1\.c\b.*$", re.MULTILINE)
PKG_CONFIG = "$(pkg-config --cflags --libs phonenum)"
WARNINGS = "-std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wconversion"


def complain(complaint):
    """Ends the test."""
    sys.exit(f"docs/tutorial.md: {complaint}")


def check_files(page, folder):
    """Checks the blocks of C and JSON; every file there has to have one."""
    shown = set()
    kinds = [block[1] for block in BLOCK.finditer(page)]
    if len(re.findall("^```", page, re.MULTILINE)) != 2 * len(kinds) or set(kinds) != {"c", "json", "sh", "text"}:
        complain("a block is not closed, or is none of c, json, sh and text")
    for block in BLOCK.finditer(page):
        kind, content = block.groups()
        if kind not in ("c", "json"):
            continue
        links = LINK.findall(page, 0, block.start())
        if not links or not links[-1].endswith(f".{kind}"):
            complain(f"no link to a .{kind} file stands before this block:\n{content}")
        text = (folder / links[-1]).read_text()
        same = text == content if kind == "json" else f"\n{content}" in text
        if not same:
            complain(f"this block is not what {links[-1]} has:\n{content}")
        shown.add(links[-1])
    missing = {path.name for path in folder.iterdir()} - shown
    if missing:
        complain(f"it shows nothing of {', '.join(sorted(missing))}")


def check_compilation(page, folder, compiler, library, names):
    """Compiles every program as the page says."""
    command = COMPILE.search(page)
    if not command or PKG_CONFIG not in command[0] or WARNINGS not in command[0]:
        complain(f"no command compiles step1.c by cc, with {WARNINGS} and {PKG_CONFIG}")
    command = command[0].replace("cc ", f"{compiler} -Werror ", 1).replace(PKG_CONFIG, library)
    with tempfile.TemporaryDirectory() as work:
        for name in names:
            source = shlex.quote(str(folder / f"{name}.c"))
            said = subprocess.run(command.replace("step1.c", source).replace("step1", name), shell=True, cwd=work,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
            if said.returncode or said.stdout:
                complain(f"{name}.c does not compile without a warning:\n{said.stdout}")


def check_programs(page, folder, programs):
    """Runs the commands of the page in a folder with the programs and their input."""
    with tempfile.TemporaryDirectory() as work:
        for name, path in programs.items():
            os.symlink(path, f"{work}/{name}")
        for path in folder.glob("*.json"):
            os.symlink(path, f"{work}/{path.name}")
        commands = check_sessions(page, work, complain)
    ran = {name for command in commands for name in re.findall(r"\./(\w+)", command)}
    if ran != set(programs):
        complain(f"it runs {sorted(ran)}, but there are {sorted(programs)}")


def main():
    source, compiler, library = sys.argv[1:4]
    programs = dict(argument.split("=", 1) for argument in sys.argv[4:])
    folder = pathlib.Path(source).resolve() / "examples/tutorial"
    page = (pathlib.Path(source) / "docs/tutorial.md").read_text()
    if {path.stem for path in folder.glob("*.c")} != set(programs):
        complain(f"the programs are not those that CMake builds: {', '.join(programs)}")
    check_files(page, folder)
    check_compilation(page, folder, compiler, library, programs)
    check_programs(page, folder, programs)
    print(f"{len(programs)} programs do what docs/tutorial.md says")


main()
