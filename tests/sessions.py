"""Runs what a page shows of a terminal: in a block of text, a line that begins with "$ " is a command, and prints the
lines below it.
"""
import os
import pty
import re
import subprocess
import tty

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def run(command, work):
    """What a command prints to a terminal."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    with subprocess.Popen(["bash", "-c", command], cwd=work, stdin=subprocess.DEVNULL, stdout=slave, stderr=slave):
        os.close(slave)
        output = b""
        while True:
            try:
                output += os.read(master, 65536)
            except OSError:  # nobody has the terminal open any more
                break
    os.close(master)
    return output.decode()


def check_sessions(page, work, complain, run_command=run):
    """Runs the commands in the blocks of text, one after another, in a folder. Returns them."""
    commands = []
    for kind, content in BLOCK.findall(page):
        if kind != "text":
            continue
        if not content.startswith("$ "):
            complain(f"this does not begin with a command:\n{content}")
        for session in re.split(r"^\$ ", content, flags=re.MULTILINE)[1:]:
            command, _, expected = session.partition("\n")
            commands.append(command)
            output = run_command(command, work)
            if output != expected:
                complain(f"`{command}` prints:\n{output}but the page says:\n{expected}")
    return commands
