#!/usr/bin/env python3
"""Makes the completions for bash, zsh and fish, of what `phonenum --help` and `phonenum COMMAND --help` list.

With --check, it changes no file: it fails if one of them is not what it would make.

usage: make.py [--check] PROGRAM
"""
import pathlib
import sys

sys.dont_write_bytecode = True
import program_help

NOTICE = "# of what `phonenum --help` lists. Made by completions/make.py: change that, not this file."
PATHS = ("DB", "FILE")  # the arguments and operands that are paths

BASH = r"""# shellcheck shell=bash
# Completion of phonenum for bash,
@NOTICE@

# Completes one of the words.
_phonenum_words() {
    mapfile -t COMPREPLY < <(compgen -W "$*" -- "$current")
}

# Leaves paths to readline, which knows how to quote them.
_phonenum_paths() {
    compopt -o default
}

# Completes the value of the option before the cursor. Fails if there is none that has one.
_phonenum_value() {
    case "$command $option" in
@VALUES@
    *) return 1 ;;
    esac
}

_phonenum_option() {
    case $command in
@OPTIONS@
    esac
}

_phonenum_operand() {
    case $command in
@OPERANDS@
    esac
}

_phonenum() {
    local current=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]} at=1 command
    COMPREPLY=()
    # --option=value is three words for bash.
    if [[ $current == = ]]; then
        current=
    elif [[ $option == = ]]; then
        option=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    if [[ $COMP_CWORD != 1 && ${COMP_WORDS[1]} == help ]]; then
        at=2
    fi
    command=${COMP_WORDS[at]}
    if ((COMP_CWORD == 1)) && [[ $current == -* ]]; then
        _phonenum_words @MAIN_OPTIONS@
        return
    elif ((COMP_CWORD == at)); then
        _phonenum_words @FIRST@
        return
    fi
    case $command in
@SECOND@
    esac
    # Behind `--` stand operands only.
    if [[ " ${COMP_WORDS[*]:1:COMP_CWORD - 1} " == *' -- '* ]]; then
        _phonenum_operand
    elif ((at == 1)) && ! _phonenum_value; then
        if [[ $current == -* ]]; then _phonenum_option; else _phonenum_operand; fi
    fi
}

complete -F _phonenum phonenum
"""

BASH_SECOND = r"""    @FIRST@)
        if ((COMP_CWORD == at + 1)); then
            _phonenum_words @SECOND@
            return
        fi
        command+=" ${COMP_WORDS[at + 1]}"
        ;;"""

ZSH = r"""#compdef phonenum
# Completion of phonenum for zsh,
@NOTICE@

@DESCRIPTIONS@

@COMMANDS@

@GROUPS@

(( $+functions[_phonenum_help] )) || _phonenum_help() {
    local curcontext=$curcontext state line
    _arguments -C '1: :_phonenum_words' '*:: :->more' && return
    case $words[1] in
@HELP@
    esac
}

_phonenum() {
    local curcontext=$curcontext state line
    _arguments -C @MAIN_OPTIONS@ '1: :_phonenum_words' '*:: :->more' && return
    local ret=1
    [[ $state == more ]] && _call_function ret _phonenum_$words[1]
    return ret
}

_phonenum "$@"
"""

ZSH_WORDS = r"""(( $+functions[_phonenum@GROUP@_words] )) || _phonenum@GROUP@_words() {
    local -a commands=(
@WORDS@
    )
    _describe -t commands command commands
}"""

ZSH_COMMAND = r"""(( $+functions[_phonenum_@NAME@] )) || _phonenum_@NAME@() {
    _arguments -s -S @OPTIONS@
}"""

ZSH_GROUP = r"""(( $+functions[_phonenum_@GROUP@] )) || _phonenum_@GROUP@() {
    local curcontext=$curcontext state line
    _arguments -C '1: :_phonenum_@GROUP@_words' '*:: :->more' && return
    local ret=1
    [[ $state == more ]] && _call_function ret _phonenum_@GROUP@_$words[1]
    return ret
}"""

FISH = r"""# Completion of phonenum for fish,
@NOTICE@

# Whether these are the words between phonenum and the one before the cursor.
function __phonenum_after
    set -l words (commandline -opc)
    test "$words[2..]" = "$argv"
end

# Whether the command line begins with this command.
function __phonenum_is
    set -l words (commandline -opc) ''
    contains -- "$argv" "$words[2]" "$words[2..3]"
end

complete -c phonenum -f
@LINES@
"""


def filled(template, **values):
    """The template, with its @NAMES@ replaced."""
    for name, value in values.items():
        template = template.replace(f"@{name}@", value)
    return template


def quoted(text):
    """A word for a shell. All three read it in the same way."""
    assert not set(text) & set("\\$`!"), text
    return "'" + text + "'" if "'" not in text else '"' + text.replace('"', '\\"') + '"'


def words_of(options):
    """All that may be typed of the options."""
    return [word for option in options for word in option.words]


def groups_of(commands):
    """The first words of commands that have two, each with these commands."""
    groups = {}
    for command in commands:
        if " " in command.name:
            groups.setdefault(command.name.split()[0], []).append(command)
    return groups


def first_words(commands):
    """What may stand behind `phonenum`, each word with a summary."""
    words = {}
    for command in commands:
        first, _, second = command.name.partition(" ")
        words[first] = f"{words[first]}, {second}" if first in words else second or command.summary
    return words


def second_words(group):
    """What may stand behind the first word of a group, each word with a summary."""
    return {command.name.split()[1]: command.summary for command in group}


def paths_expected(command):
    """Whether one of its operands is a path."""
    return any(operand in PATHS for operand in command.operands)


def make_bash(commands, options):
    """The completion for bash."""
    values = {}
    for command in commands:
        for option in command.options:
            if option.argument and not option.is_optional:
                is_path = option.argument in PATHS
                act = " ".join(["_phonenum_words", *option.choices]) if option.choices else "_phonenum_paths" * is_path
                values.setdefault(act or ":", []).extend(f"'{command.name} {word}'" for word in option.words)
    return filled(
        BASH,
        NOTICE=NOTICE,
        VALUES="\n".join(f"    {' | '.join(patterns)}) {act} ;;" for act, patterns in values.items()),
        OPTIONS="\n".join(f"    '{command.name}') _phonenum_words {' '.join(words_of(command.options))} ;;"
                          for command in commands if command.options),
        OPERANDS="    " + " | ".join(f"'{command.name}'" for command in commands if paths_expected(command)) +
        ") _phonenum_paths ;;",
        MAIN_OPTIONS=" ".join(words_of(options)),
        SECOND="\n".join(filled(BASH_SECOND, FIRST=first, SECOND=" ".join(second_words(group)))
                         for first, group in groups_of(commands).items()),
        FIRST=" ".join(first_words(commands)))


def zsh_option(option):
    """An option, for _arguments."""
    summary = "[" + option.summary.replace("[", "\\[").replace("]", "\\]") + "]"
    value = ""
    if option.argument:
        completed = "_files" if option.argument in PATHS else f"({' '.join(option.choices)})" if option.choices else " "
        name = option.argument if not option.choices else option.name
        value = f"{':' * (1 + option.is_optional)}{name}:{completed}".replace("[", "\\[").replace("]", "\\]")
    sign = "=-" if option.is_optional else "=" * bool(option.argument)
    forms = [f"--{option.name}{sign}"]
    if option.letter:
        forms.insert(0, f"-{option.letter}{'+' * bool(option.argument)}")
    excluded = "(- *)" if option.name in ("help", "version") else f"({' '.join(option.words)})"
    return " ".join("'" + f"{excluded}{form}{summary}{value}".replace("'", "'\\''") + "'" for form in forms)


def zsh_operands(command):
    """The operands of a command, for _arguments."""
    specs = []
    for number, name in enumerate(command.operands, 1):
        place = "*" if name == command.repeated else number
        specs.append(f"'{place}:{name}:{'_files' if name in PATHS else ' '}'")
    return specs


def zsh_words(group, words):
    """A function that completes the words."""
    lines = "\n".join("        " + quoted(f"{word}:{summary}") for word, summary in words.items())
    return filled(ZSH_WORDS, GROUP=group, WORDS=lines)


def make_zsh(commands, options):
    """The completion for zsh."""
    groups = groups_of(commands)
    descriptions = [zsh_words("", first_words(commands))]
    descriptions += [zsh_words(f"_{first}", second_words(group)) for first, group in groups.items()]
    functions = []
    for command in commands:
        if command.name != "help":
            words = [zsh_option(option) for option in command.options] + zsh_operands(command)
            functions.append(filled(ZSH_COMMAND, NAME=command.name.replace(" ", "_"),
                                    OPTIONS=" \\\n        ".join(["", *words]).lstrip(" ")))
    return filled(
        ZSH,
        NOTICE=NOTICE,
        DESCRIPTIONS="\n\n".join(descriptions),
        COMMANDS="\n\n".join(functions),
        GROUPS="\n\n".join(filled(ZSH_GROUP, GROUP=first) for first in groups),
        HELP="\n".join(f"    {first}) _arguments '1: :_phonenum_{first}_words' ;;" for first in groups),
        MAIN_OPTIONS=" ".join(zsh_option(option) for option in options))


def fish_line(condition, *words):
    """A call of complete."""
    return " ".join(["complete -c phonenum -n", quoted(condition), *words])


def fish_option(option):
    """An option, for complete."""
    words = [f"-s {option.letter}"] * bool(option.letter) + [f"-l {option.name}"]
    if option.argument in PATHS:
        words += ["-rF"]
    elif option.argument and not option.is_optional:
        words += ["-x"] + [f"-a '{' '.join(option.choices)}'"] * bool(option.choices)
    return [*words, "-d", quoted(option.summary)]


def make_fish(commands, options):
    """The completion for fish."""
    lines = [fish_line("__phonenum_after", *fish_option(option)) for option in options]
    groups = groups_of(commands)
    for before in ("", " help"):
        for word, summary in first_words(commands).items():
            lines.append(fish_line(f"__phonenum_after{before}", "-a", word, "-d", quoted(summary)))
        for first, group in groups.items():
            for word, summary in second_words(group).items():
                lines.append(fish_line(f"__phonenum_after{before} {first}", "-a", word, "-d", quoted(summary)))
    for command in commands:
        lines += [fish_line(f"__phonenum_is {command.name}", *fish_option(option)) for option in command.options]
        if paths_expected(command):
            lines.append(fish_line(f"__phonenum_is {command.name}", "-F"))
    return filled(FISH, NOTICE=NOTICE, LINES="\n".join(lines))


def main():
    is_check = sys.argv[1] == "--check"
    commands, options = program_help.read_help(sys.argv[-1])
    made = {
        "phonenum.bash": make_bash(commands, options),
        "_phonenum": make_zsh(commands, options),
        "phonenum.fish": make_fish(commands, options),
    }
    for name, text in made.items():
        path = pathlib.Path(__file__).resolve().parent / name
        if not is_check:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            sys.exit(f"completions/{name} is not what --help lists. Run: completions/make.py {sys.argv[-1]}")


main()
