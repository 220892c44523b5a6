#!/usr/bin/env python3
"""Checks that docs/services.md shows the code of examples/services.c and what it prints, and that `phonenum` reads the
frame of gRPC.

usage: services.py SOURCE_DIR EXAMPLE PROGRAM
"""
import pathlib
import re
import subprocess
import sys


def main():
    source, example, program = sys.argv[1:4]
    page = (pathlib.Path(source) / "docs/services.md").read_text()
    code = (pathlib.Path(source) / "examples/services.c").read_text()
    blocks = re.findall(r"^```(\w+)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    parts = [part for kind, content in blocks if kind == "c" for part in content.split("\n\n")]
    for part in parts:
        if part.strip("\n") not in code:
            sys.exit(f"docs/services.md: this is not in examples/services.c:\n{part}")
    printed = subprocess.run([example], stdout=subprocess.PIPE, check=True, text=True).stdout
    if ("text", printed) not in blocks:
        sys.exit(f"docs/services.md does not show what examples/services.c prints:\n{printed}")
    frame = bytes.fromhex(re.search("^gRPC (.*)$", printed, re.MULTILINE)[1])
    decoded = subprocess.run([program, "decode", "--framing=grpc"], input=frame, stdout=subprocess.PIPE,
                             check=True).stdout
    if b'"phone_number":"+15555550100"' not in decoded:
        sys.exit(f"phonenum decode --framing=grpc prints: {decoded}")
    print(f"{len(parts)} pieces of code, {len(printed.splitlines())} frames")


main()
