#!/usr/bin/env python3
"""Asks a real shell for completions, and compares them with what `--help` lists. Exit status 77: it is not installed.

bash is asked by calling the function with COMP_WORDS, zsh by pressing Tab on a terminal, fish by `complete -C`.

usage: completions.py SOURCE_DIR PROGRAM bash|zsh|fish
"""
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
FOLDER = pathlib.Path(sys.argv[1]).resolve() / "completions"
sys.path.insert(0, str(FOLDER))
import program_help

A_PATH = "a-path"  # the only file in the folder where the shells run

# compopt works only while readline completes. What it is asked for is all paths.
BASH = f"""
source "{FOLDER}/phonenum.bash"
compopt() {{
    [[ $* == "-o default" ]] && COMPREPLY=(*)
}}
asked() {{
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    _phonenum phonenum
    printf '%s\\n' "${{COMPREPLY[@]}}" END
}}
"""

FISH = f"""
source "{FOLDER}/phonenum.fish"
function asked
    complete -C "$argv"
    echo END
end
"""

# What the completion offers goes to the descriptor $offers, not only to the terminal.
ZSH = f"""
fpath=("{FOLDER}" $fpath)
autoload -Uz compinit && compinit -D -u
compadd() {{
    if [[ " $* " != *' '-[ODA]' '* ]]; then
        local -a offered
        builtin compadd -A offered "$@"
        print -rlu $offers -- $offered
    fi
    builtin compadd "$@"
}}
finish() {{
    compstate[list]= compstate[insert]=
    comppostfuncs=(finish)
    print -u $offers END
}}
comppostfuncs=(finish)
"""
KILL_LINE = b"\x15"


def quoted(text):
    """A word for any of the shells."""
    return f"'{text}'"


def answers(output):
    """Splits what a shell printed into a set for each question. Values come without their option."""
    parts = output.split("END\n")[:-1]
    lines = ([line.split("\t")[0] for line in part.splitlines() if line] for part in parts)
    return [{re.sub("^--[a-z-]+=(?=.)", "", line).rstrip("=") for line in part} for part in lines]


def run(words, script, folder):
    """Gives a shell a script."""
    return subprocess.run(words, input=script, stdout=subprocess.PIPE, check=True, encoding="utf-8", cwd=folder).stdout


def ask_bash(questions, folder):
    """bash takes = for a word of its own."""
    calls = ["asked " + " ".join(quoted(word) for word in re.findall(r"=|[^ =]+|(?<= )$", question))
             for question in questions]
    return answers(run(["bash", "--norc", "--noprofile"], BASH + "\n".join(calls), folder))


def ask_fish(questions, folder):
    """fish completes a text."""
    calls = [f"asked {quoted(question)}" for question in questions]
    return answers(run(["fish", "--no-config"], FISH + "\n".join(calls), folder))


def read_answer(offers, terminal):
    """Reads up to END, and throws away what the terminal shows meanwhile."""
    answer = b""
    while not answer.endswith(b"END\n"):
        ready, _, _ = select.select([offers, terminal], [], [], 20)
        if not ready:
            sys.exit("zsh does not answer")
        if terminal in ready:
            os.read(terminal, 65536)
        if offers in ready:
            answer += os.read(offers, 65536)
    return answer.decode()


def ask_zsh(questions, folder):
    """zsh completes only on a terminal."""
    terminal, inside = pty.openpty()
    offers, offers_inside = os.pipe()
    with subprocess.Popen(["zsh", "-f", "-i"], stdin=inside, stdout=inside, stderr=inside, cwd=folder,
                          pass_fds=[offers_inside], start_new_session=True,
                          env={**os.environ, "TERM": "dumb", "offers": str(offers_inside)}) as shell:
        script = folder.parent / "asked.zsh"
        script.write_text(ZSH + "print -u $offers END\n", encoding="utf-8")
        os.write(terminal, f" source {script}\n".encode())
        read_answer(offers, terminal)
        output = ""
        for question in questions:
            os.write(terminal, question.encode() + b"\t")
            output += read_answer(offers, terminal)
            os.write(terminal, KILL_LINE)
        shell.kill()
    return answers(output)


ASK = {"bash": ask_bash, "zsh": ask_zsh, "fish": ask_fish}


def value_questions(command):
    """What an option with an argument offers, with the argument as the next word and in the same one."""
    for option in command.options:
        if option.argument and not option.is_optional:
            there = set(option.choices) or ({A_PATH} if option.argument == "FILE" else set())
            yield f"phonenum {command.name} --{option.name} ", there
            yield f"phonenum {command.name} --{option.name}=", there
            if option.letter:
                yield f"phonenum {command.name} -{option.letter} ", there


def questions_for(commands, options):
    """Pairs of the beginning of a command line and what may stand there."""
    names = [command.name for command in commands]
    first = {name.split()[0] for name in names}
    yield "phonenum ", first
    yield "phonenum en", {"encode"}
    yield "phonenum -", {word for option in options for word in option.words}
    yield "phonenum help ", first
    yield "phonenum help store ", {name.split()[1] for name in names if name.startswith("store ")}
    yield "phonenum store ", {name.split()[1] for name in names if name.startswith("store ")}
    yield "phonenum nonsense ", set()
    yield "phonenum generate -- -", set()
    for command in commands:
        if command.name != "help":
            yield f"phonenum {command.name} -", {word for option in command.options for word in option.words}
            yield f"phonenum {command.name} ", {A_PATH} if {"FILE", "DB"} & set(command.operands) else set()
            yield from value_questions(command)


def main():
    program, shell = sys.argv[2:]
    if not shutil.which(shell):
        print(f"skipped: {shell} is not installed (Debian: {shell})")
        sys.exit(77)
    questions = dict(questions_for(*program_help.read_help(program)))
    with tempfile.TemporaryDirectory() as work:
        folder = pathlib.Path(work) / "here"
        folder.mkdir()
        (folder / A_PATH).touch()
        answered = ASK[shell](questions, folder)
    assert len(answered) == len(questions)
    for (question, there), offered in zip(questions.items(), answered):
        if offered != there:
            sys.exit(f"{shell} completes '{question}' with {sorted(offered)}, but there are {sorted(there)}")
    print(f"{shell} answers {len(questions)} questions as --help does")


main()
