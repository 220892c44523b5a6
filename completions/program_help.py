"""What `phonenum --help` and `phonenum COMMAND --help` list, as data: for the completions and for tests."""
import re
import subprocess
from typing import NamedTuple

COMMAND = re.compile(r"^  ([a-z]+(?: [a-z]+)?) +([A-Z].*)$", re.MULTILINE)
OPTION = re.compile(r"^  (?:-(\w), |    )--([\w-]+)(\[=\w+\]|=\S+)?(?:$|  )(.*(?:\n {27}.*)*)", re.MULTILINE)


class Option(NamedTuple):
    """An option of a command, or of the program."""

    letter: str  # its short name, or nothing
    name: str
    argument: str  # "", or its name in the help, or its choices as in `api|proto`
    is_optional: bool  # the argument may be left out
    summary: str  # the first part of its help

    @property
    def choices(self):
        """The words that the argument may be, or none if it may be others."""
        return self.argument.split("|") if "|" in self.argument else []

    @property
    def words(self):
        """The option as it is typed."""
        return [f"-{self.letter}"] * bool(self.letter) + [f"--{self.name}"]


class Command(NamedTuple):
    """A command, of one word or two."""

    name: str
    summary: str
    options: list
    operands: list  # as in the usage, without brackets and dots
    repeated: str  # the one that may be there more than once, or nothing


def ask(program, *words):
    """What the program prints."""
    return subprocess.run([program, *words], stdout=subprocess.PIPE, check=True, encoding="utf-8").stdout


def options_in(text):
    """The options that a help lists."""
    return [
        Option(letter, name, argument.strip("[]=") if argument.startswith("[") else argument[1:],
               argument.startswith("["), re.split(r"[;:(]", " ".join(text.split()))[0].strip())
        for letter, name, argument, text in OPTION.findall(text)
    ]


def read_command(program, name, summary):
    """Reads the help of a command."""
    text = ask(program, *name.split(), "--help")
    usage = text.partition("\n")[0].partition("[OPTION]... ")[2]
    repeated = re.search(r"(\w+)\]?\.\.\.", usage)
    return Command(name, summary, options_in(text), re.findall(r"[A-Z]+", usage), repeated[1] if repeated else "")


def read_help(program):
    """The commands, `help` last, and the options that stand without a command."""
    text = ask(program, "--help")
    commands = [
        Command(name, summary, [], [], "") if name == "help" else read_command(program, name, summary)
        for name, summary in COMMAND.findall(text)
    ]
    return commands, options_in(text)
