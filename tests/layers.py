#!/usr/bin/env python3
"""Checks that includes point down only: a room of src/ includes itself and the rooms that its README allows.

A public header counts as the room whose calls it declares. Programs outside src/ include public headers only.

usage: layers.py SOURCE_DIR
"""
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<(phonenum/[^>]+)>)', re.MULTILINE)
ALLOWED = re.compile(r"^May include: (.*)\.$", re.MULTILINE)

# Headers that CMake makes, and those that belong to no room: everybody may include them.
PUBLIC_ROOMS = {
    "arena.h": "base", "io.h": "base", "limits.h": "base", "status.h": "base", "text.h": "base",
    "record.h": "record", "codec.h": "codec", "json.h": "json", "stream.h": "stream", "inspect.h": "inspect",
    "find.h": "find", "sqlite.h": "sqlite", "archive.h": "archive",
    "protobuf_c.h": "protobuf_c", "v1/phone_number.pb-c.h": "protobuf_c",
    "phonenum.h": "codec", "phonenum.hpp": None, "export.h": None, "version.h": None,
}


def room_of_include(quoted, public):
    """The room that an include leads to; None where it leads to no room."""
    if quoted:
        return quoted.split("/")[0] if "/" in quoted else None
    return PUBLIC_ROOMS[public.removeprefix("phonenum/")]


def read_allowed(source):
    """What each room may include, by its README."""
    allowed = {}
    rooms = sorted(path for path in (source / "src").iterdir() if path.is_dir())
    for room in rooms:
        readme = room / "README.md"
        match = ALLOWED.search(readme.read_text()) if readme.exists() else None
        if not match:
            sys.exit(f"src/{room.name}/README.md does not say 'May include: ....'")
        names = [] if match[1] == "nothing" else match[1].split(", ")
        unknown = set(names) - {path.name for path in rooms}
        if unknown:
            sys.exit(f"src/{room.name}/README.md names rooms that do not exist: {', '.join(sorted(unknown))}")
        allowed[room.name] = set(names)
    return allowed


def find_circle(allowed):
    """A room that, by what the READMEs allow, may come to include itself."""
    for start in allowed:
        reached, todo = set(), [start]
        while todo:
            for room in allowed[todo.pop()] - reached:
                reached.add(room)
                todo.append(room)
        if start in reached:
            return start
    return None


def check_rooms(source, allowed):
    """Complaints about includes of rooms and of public headers; and how many includes were looked at."""
    complaints, seen = [], 0
    files = [(room, path) for room in allowed for path in sorted((source / "src" / room).rglob("*.[ch]*"))]
    for name, room in PUBLIC_ROOMS.items():
        path = source / "include/phonenum" / name
        if room and name != "phonenum.h" and path.exists():
            files.append((room, path))
    for room, path in files:
        for quoted, public in INCLUDE.findall(path.read_text()):
            target = room_of_include(quoted, public)
            seen += 1
            if ".." in quoted.split("/"):
                complaints.append(f"{path.relative_to(source)} includes {quoted}: paths begin in src/, without ..")
            elif quoted and path.is_relative_to(source / "include"):
                complaints.append(f"{path.relative_to(source)} is public and includes {quoted}, which is not")
            elif target not in {None, room} | allowed[room]:
                complaints.append(f"{path.relative_to(source)} includes {quoted or public}: "
                                  f"the room {room} may not include {target}")
    return complaints, seen


def check_programs(source, allowed):
    """Complaints about programs that include what is not public."""
    complaints = []
    for folder in ("tools", "examples", "bench"):
        for path in sorted((source / folder).rglob("*.[ch]*")):
            for quoted, _ in INCLUDE.findall(path.read_text()):
                included = (path.parent / quoted).resolve()
                is_internal = quoted.split("/")[0] in allowed and not included.exists()
                if is_internal or included.is_relative_to((source / "src").resolve()):
                    complaints.append(f"{path.relative_to(source)} includes {quoted}, which is not public")
    return complaints


def main():
    source = pathlib.Path(sys.argv[1])
    allowed = read_allowed(source)
    public = source / "include/phonenum"
    unlisted = {str(path.relative_to(public)) for path in public.rglob("*.h*")} - set(PUBLIC_ROOMS)
    if unlisted:
        sys.exit(f"tests/layers.py does not say which room these belong to: {', '.join(sorted(unlisted))}")
    circle = find_circle(allowed)
    if circle:
        sys.exit(f"the READMEs of src/ allow a circle of includes through {circle}")
    complaints, seen = check_rooms(source, allowed)
    complaints += check_programs(source, allowed)
    print("\n".join(complaints) or f"{seen} includes of {len(allowed)} rooms point down")
    sys.exit(1 if complaints or seen < 50 else 0)


main()
