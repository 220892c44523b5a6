#!/usr/bin/env python3
"""Checks the site that scripts/site.sh makes: each link leads somewhere, and there is a page for each page in docs/, for
each example and for each header.

usage: site.py SOURCE_DIR SITE
"""
import html.parser
import pathlib
import sys
import urllib.parse


class Page(html.parser.HTMLParser):
    """What a page links to, and what can be linked to on it."""

    def __init__(self, path):
        super().__init__()
        self.links = []
        self.anchors = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in ("href", "src", "data") and value:
                self.links.append(value)
            elif name in ("id", "name"):
                self.anchors.add(value)


def broken_links(site, pages):
    """Links that lead nowhere, with the page that they are on."""
    for name, page in pages.items():
        for link in page.links:
            parts = urllib.parse.urlsplit(link)
            if parts.scheme or link.startswith("//"):
                continue
            target = urllib.parse.unquote(parts.path) or name
            if not (site / target).is_file():
                yield f"{name} links to {link}, which is not there"
            elif parts.fragment and target in pages and parts.fragment not in pages[target].anchors:
                yield f"{name} links to {link}, which has no such place"


def missing_pages(source, pages):
    """What should have a page, and has none that is linked to from the lists of pages, examples and files."""
    # Doxygen doubles an underscore of some names.
    listed = {link.partition("#")[0].replace("__", "_") for name in ("pages.html", "examples.html", "files.html")
              for link in pages[name].links}
    wanted = {path.relative_to(source / "examples"): "-example.html"
              for path in (source / "examples").rglob("*") if path.suffix in (".c", ".proto")}
    wanted.update({pathlib.Path(path.name): ".html" for path in (source / "include/phonenum").iterdir()})
    wanted.update({pathlib.Path(f"page-{path.stem}"): ".html" for path in (source / "docs").glob("*.md")})
    for path, ending in wanted.items():
        name = str(path).replace("/", "_2").replace(".", "_8") + ending
        if name not in listed:
            yield f"{path} has no page {name}"


def main():
    source, site = map(pathlib.Path, sys.argv[1:])
    pages = {path.name: Page(path) for path in site.glob("*.html")}
    wrong = [*broken_links(site, pages), *missing_pages(source, pages)]
    if wrong:
        sys.exit("\n".join(wrong))
    print(f"{len(pages)} pages")


main()
