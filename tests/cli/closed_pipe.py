#!/usr/bin/env python3
"""Runs a program whose standard output is a pipe that nobody reads, and shows what it says and returns.

usage: closed_pipe.py PROGRAM ARGUMENT...
"""
import os
import subprocess
import sys

reading, writing = os.pipe()
os.close(reading)
done = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=writing, stderr=subprocess.PIPE, text=True)
print("$ phonenum", *sys.argv[2:], "into a closed pipe")
for line in done.stderr.splitlines():
    print("err|", line)
print("status", done.returncode)
