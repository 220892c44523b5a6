#!/usr/bin/env python3
"""Prints a Markdown page as Doxygen understands it, or the list of examples. Run from the project's root.

Doxygen gives headings other labels than GitHub does, and knows nothing of links to files. So each heading gets its
label, a link to what is on the site becomes a reference, and one to what is not becomes its text.

usage: filter.py PAGE.md | filter.py docs/site/examples.dox
"""
import os
import pathlib
import re
import sys

CODE = re.compile(r"(^```.*?^```$|(?<=\n\n)(?: {4}[^\n]*\n)+)", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#+) (.*)$", re.MULTILINE)
LINK = re.compile(r"(!?)\[([^]]*)\]\(([^)\s]+)\)")
DEFINITION = re.compile(r"^\[([^]]+)\]: (\S+)\n", re.MULTILINE)
EXAMPLES = "examples"


def slug(heading):
    """The label that GitHub gives a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def label(page, fragment):
    """The label on the site, where all pages share one space of labels."""
    if page == "README.md" and not fragment:
        return "index"
    name = pathlib.Path(page).stem.lower()
    return f"{name}-{fragment}" if fragment else f"page-{name}"


def target_on_site(page, target):
    """What a link leads to, or nothing if it is not on the site."""
    path, _, fragment = target.partition("#")
    if "://" in target:
        return target
    path = os.path.normpath(os.path.join(os.path.dirname(page), path)) if path else page
    if os.path.dirname(path) in ("", "docs") and path.endswith(".md"):
        return f"@ref {label(path, fragment)}"
    if path.startswith("include/phonenum/"):
        return f"@ref {os.path.basename(path)}"
    if path.startswith(EXAMPLES) and path.endswith((".c", ".proto")):
        return f"@ref {os.path.relpath(path, EXAMPLES)}"
    return ""


def link(page, is_image, text, target):
    """A link or an image of the site."""
    if is_image:
        return f"![{text}]({os.path.basename(target)})"
    there = target_on_site(page, target)
    if there.startswith("@ref"):
        text = text.replace("`", "")
    return f"[{text}]({there})" if there else text


def prose_for_site(page, text, targets):
    """What stands between blocks of code. `targets` are those of links by name."""
    text = DEFINITION.sub("", text)
    for name, target in targets.items():
        text = re.sub(rf"\[([^][]+)\]\[{re.escape(name)}\]", rf"[\1]({target})", text)
        text = re.sub(rf"\[({re.escape(name)})\](?![(:])", rf"[\1]({target})", text)
    text = LINK.sub(lambda found: link(page, *found.groups()), text)
    return HEADING.sub(lambda found: heading_for_site(page, *found.groups()), text)


def heading_for_site(page, level, text):
    """A heading with its label."""
    name = label(page, slug(text) if len(level) > 1 else "")
    return f"{level} {text}" if name == "index" else f"{level} {text} {{#{name}}}"


def page_for_site(page):
    """The page, for Doxygen."""
    text = pathlib.Path(page).read_text(encoding="utf-8")
    targets = dict(DEFINITION.findall(text))
    parts = CODE.split(text)  # every second one is code
    parts[::2] = [prose_for_site(page, part, targets) for part in parts[::2]]
    return "".join(parts)


def examples_for_site():
    """A comment that makes a page of each example, with the first sentence of the file as its title."""
    commands = []
    for path in sorted(pathlib.Path(EXAMPLES).rglob("*")):
        if path.suffix in (".c", ".proto"):
            purpose = re.match(r"\W*(.*?)(?: \*/)?\n", path.read_text(encoding="utf-8"))[1]
            commands.append(f"/** @example {path.relative_to(EXAMPLES)}\n * {purpose}\n */\n")
    return "".join(commands)


def main():
    page = os.path.relpath(sys.argv[1])
    sys.stdout.write(page_for_site(page) if page.endswith(".md") else examples_for_site())


main()
