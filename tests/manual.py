#!/usr/bin/env python3
"""Checks that the manual pages say what there is.

- phonenum(1) lists each command and each option that `--help` lists, with its argument, and no others: in the synopsis,
  and with a description.
- phonenum(3) lists each public header. Its program is examples/readme.c.

usage: manual.py SOURCE_DIR PROGRAM
"""
import pathlib
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(sys.argv[1]) / "completions"))
import program_help

NAMES_IN_HELP = re.compile(r"[A-Z]+")
GENERATED_HEADERS = {"export.h", "version.h"}


def compare(what, said, there):
    """Ends the test unless the page says what is there."""
    if set(said) - set(there):
        sys.exit(f"{what} lists, but it is not there: {', '.join(sorted(set(said) - set(there)))}")
    if set(there) - set(said):
        sys.exit(f"{what} does not list: {', '.join(sorted(set(there) - set(said)))}")


def plain(mdoc):
    """What a line of mdoc shows of options: without macros, brackets and spaces around an argument."""
    text = re.sub(r"\b(Fl) -", "--", mdoc)
    text = re.sub(r"\bFl (?=\w)", "-", text)
    return re.sub(r" ?\b(Ns|Ar|Cm|Op)\b ?", " ", text).replace(" ", "")


def section(page, title):
    """The lines below a heading."""
    found = re.search(rf'^\.S[hs] "?{title}"?\n(.*?)(?=^\.S[hs] |\Z)', page, re.MULTILINE | re.DOTALL)
    return found[1] if found else sys.exit(f"the page has no section {title}")


def forms(option):
    """The ways to write an option, as in plain()."""
    argument = NAMES_IN_HELP.sub(lambda name: name[0].lower(), option.argument)
    argument = re.sub(r"[][]", "", argument)
    long = f"--{option.name}={argument}" if argument else f"--{option.name}"
    return [f"-{option.letter}{argument}", long] if option.letter else [long]


def check_synopsis(page, commands):
    """Each command has its options, each by its shorter form, and its operands."""
    shown = {}
    for use in section(page, "SYNOPSIS").split(".Nm\n")[1:]:
        lines = use.splitlines()
        if lines[0].startswith(".Cm "):
            shown[lines[0][len(".Cm "):]] = lines[1:]
    compare("The synopsis of phonenum(1)", shown, [command.name for command in commands])
    for command in commands:
        options = [plain(line[len(".Op "):]) for line in shown[command.name] if line.startswith(".Op Fl")]
        there = [forms(option)[0] for option in command.options if option.name != "help"]
        compare(f"The synopsis of {command.name} in phonenum(1)", options, there)


def check_descriptions(page, commands, options):
    """Each command and each option is described, once."""
    described = re.findall(r"^\.It Cm (.*)$", section(page, "Commands"), re.MULTILINE)
    compare("The section Commands of phonenum(1)", described, [command.name for command in commands])
    items = re.findall(r"^\.It (Fl .*)$", section(page, "Options"), re.MULTILINE)
    described = [plain(form) for item in items for form in item.split(" , ")]
    there = {form for command in commands for option in command.options for form in forms(option)}
    there.update(form for option in options for form in forms(option))
    compare("The section Options of phonenum(1)", described, there)
    if len(described) != len(set(described)):
        sys.exit("The section Options of phonenum(1) lists an option twice")


def check_library(page, source):
    """The headers and the program."""
    shown = re.findall(r"^\.It In phonenum/(.*)$", section(page, "Headers"), re.MULTILINE)
    headers = {path.name for path in (source / "include/phonenum").iterdir()}
    compare("phonenum(3)", shown, headers | GENERATED_HEADERS)
    code = section(page, "EXAMPLES").partition(".Bd -literal\n")[2].partition(".Ed\n")[0].replace(r"\e", "\\")
    if code != (source / "examples/readme.c").read_text().partition("\n")[2]:
        sys.exit("The program in phonenum(3) is not examples/readme.c")


def main():
    source = pathlib.Path(sys.argv[1])
    commands, options = program_help.read_help(sys.argv[2])
    page = (source / "docs/man/phonenum.1").read_text()
    check_synopsis(page, commands)
    check_descriptions(page, commands, options)
    check_library((source / "docs/man/phonenum.3").read_text(), source)
    print(f"{len(commands)} commands, {sum(len(command.options) for command in commands)} options")


main()
