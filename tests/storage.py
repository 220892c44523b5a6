#!/usr/bin/env python3
"""Checks that the commands in docs/storage.md print what the page says.

usage: storage.py SOURCE_DIR PROGRAM MODULE

MODULE is the extension for SQLite. PRELOAD may name a library that it needs and SQLite's shell does not have.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from sessions import check_sessions

SKIPPED = 77


def complain(complaint):
    """Ends the test."""
    sys.exit(f"docs/storage.md: {complaint}")


def make_shell(work):
    """SQLite's shell, for which the module may need a library."""
    path = pathlib.Path(work, "sqlite3")
    path.write_text(f'#!/bin/sh\nLD_PRELOAD="{os.environ.get("PRELOAD", "")}" exec {shutil.which("sqlite3")} "$@"\n')
    path.chmod(0o755)


def main():
    source, program, module = sys.argv[1:]
    missing = [name for name in ("sqlite3", "zstd") if not shutil.which(name)]
    if missing:
        print(f"skipped: {' and '.join(missing)} not there")
        sys.exit(SKIPPED)
    page = pathlib.Path(source, "docs/storage.md").read_text()
    with tempfile.TemporaryDirectory() as work, tempfile.TemporaryDirectory() as tools:
        os.symlink(os.path.abspath(program), f"{tools}/phonenum")
        os.symlink(os.path.abspath(module), f"{work}/phonenum.so")
        make_shell(tools)
        environment = dict(os.environ, PATH=f"{tools}:{os.environ['PATH']}", LC_ALL="C")

        def run(command, folder):
            """What a command prints. It is no terminal, because there a slow machine would show progress."""
            return subprocess.run(["bash", "-c", command], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False).stdout

        commands = check_sessions(page, work, complain, run)
    if not commands:
        complain("it has no commands")
    print(f"{len(commands)} commands print what docs/storage.md says")


main()
