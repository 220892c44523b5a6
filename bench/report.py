#!/usr/bin/env python3
"""Turns the raw results of a benchmark run into what people read: tables, charts, and paragraphs of other documents.

Usage: report.py RAW_DIR RESULTS_DIR            writes results.json, README.md, decode.svg, encode.svg and size.svg
       report.py --blocks RESULTS_DIR FILE...   rewrites the marked blocks of Markdown files
       report.py --check RESULTS_DIR FILE...    fails if README.md, a chart or a block is not what results.json gives
       report.py --compare RESULTS_DIR...       fails if a ratio differs by more than 10 % between runs

RAW_DIR holds times*.json (Google Benchmark's output, of one process each), facts.json, and if there are any,
machine.json and memory.txt.
Everything else is made from results.json alone. People get ratios to protobuf-c in the same run, never times: 0.21 is
21 % of its time. A block is what stands between the lines <!-- bench:NAME --> and <!-- /bench -->.
"""

import json
import pathlib
import re
import statistics
import sys
import textwrap

sys.dont_write_bytecode = True  # the source tree stays clean
import charts
from measurements import (
    ALL_OPERATIONS,
    MAIN,
    OPERATIONS,
    OURS,
    OWN_OPERATIONS,
    REFERENCE,
    Failure,
    Results,
    from_raw,
    read_json,
    to_json,
)

FORMATS = {
    "protobuf": "Protocol Buffers",
    "flatbuffers": "FlatBuffers",
    "capnproto": "Cap'n Proto",
    "msgpack": "MessagePack",
    "json": "JSON",
}
OWN_TITLES = {
    "record": "work on a record",
    "write": "write a file",
    "read": "read a file",
    "scan": "scan a table",
    "lookup": "look up in a table",
}
STORAGE = ("write", "read", "scan", "lookup")
DIFFERENT_WORK = "†"
CUT_BEYOND = 4  # bars longer than this many times protobuf-c's are cut
LARGEST_SPREAD = 0.10  # of a row's ratio between runs: largest / smallest - 1
NOT_THERE = "n/a"


# Words and tables


def say_ratio(ratio):
    return NOT_THERE if ratio is None else f"{ratio:.2f}" if ratio >= 0.01 else f"{ratio:.3f}"


def say_count(count):
    """5, 0.25, 1,000; what is almost none must not read as none."""
    if count is None:
        return NOT_THERE
    return "< 0.01" if 0 < count < 0.01 else f"{round(count, 2):,}" if count % 1 else f"{int(count):,}"


def say_size(size):
    return NOT_THERE if size is None else f"{size:,.0f}" if size >= 10 else f"{size:.1f}"


def percent(part, whole):
    return NOT_THERE if part is None or not whole else f"{100 * part / whole:.0f} %"


def cell(words):
    """Plain text as Markdown; what isn't known is a dash."""
    return re.sub(r"([|<*])", r"\\\1", " ".join(str(words).split())) if words not in (None, "") else "–"


def title_of(row):
    title = cell(row.get("title") or row["name"]) + (f" {DIFFERENT_WORK}" if row.get("fairness") else "")
    return f"**{title}**" if row.get("ours") else f"*{title}*" if row.get("floor") else title


def paragraph(words, indent=""):
    return textwrap.fill(words, 120, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def table(header, rows, texts=1):
    """A Markdown table; the first columns are texts, the others numbers."""
    rule = ["---"] * texts + ["--:"] * (len(header) - texts)
    return "\n".join(f"| {' | '.join(line)} |" for line in (header, rule, *rows))


def ratio_table(results, operation, details):
    """All rows by workload; with details also how much the times vary, and allocations."""
    columns = list(results.workloads)
    header = [operation, *columns]
    if details:
        header[2:2] = ["±"]
        header.append("allocations")
    lines = []
    for row in results.rows(operation):
        ratios = [say_ratio(results.ratio(operation, workload, row["name"])) for workload in columns]
        line = [title_of(row), *(f"**{r}**" if row.get("ours") else r for r in ratios)]
        if details:
            cv = results.benchmarks.get((operation, MAIN, row["name"]), {}).get("cv")
            line[2:2] = [NOT_THERE if cv is None else f"{cv:.1f} %"]
            line.append(say_count((row.get("allocations") or {}).get(MAIN)))
        lines.append(line)
    return table(header, lines)


def summary(results):
    return "\n\n".join(ratio_table(results, operation, details=False) for operation in OPERATIONS)


def times_of(results, operation, workload, name):
    """How many times the time of what its operation is held against a way takes."""
    against, reference = OWN_OPERATIONS.get(operation, (operation, OURS))
    ours = results.benchmarks.get((operation, workload, name))
    theirs = results.benchmarks.get((against, workload, reference))
    return ours["ns"] / theirs["ns"] if ours and theirs and theirs["ns"] else None


def ways_table(results, operation):
    lines = []
    quickest = [row for row in results.rows(operation) if row["name"] == OURS]
    for row in [*quickest, *results.rows(operation, ways=True)]:
        ratios = []
        for workload in results.workloads:
            times = say_ratio(times_of(results, operation, workload, row["name"]))
            ratio = results.ratio(operation, workload, row["name"])
            ratios.append(times if operation in OWN_OPERATIONS else f"{say_ratio(ratio)} ({times})")
        lines.append([cell(row.get("title") or row["name"]), *ratios])
    return table([OWN_TITLES.get(operation, operation), *results.workloads], lines)


def storage_table(results, operation):
    """Of files or tables of many records: only the main workload has them. Of a file, the bytes for each record too."""
    is_file = operation in ("write", "read")
    lines = []
    for row in results.rows(operation, ways=True):
        found = results.benchmarks.get((operation, MAIN, row["name"]), {})
        line = [cell(row["title"]), say_ratio(times_of(results, operation, MAIN, row["name"]))]
        if is_file:
            line.append(say_size(found["bytes"] / found["records"] if found.get("records") else None))
        lines.append(line)
    return table([OWN_TITLES[operation], "time", *(["bytes per record"] if is_file else [])], lines)


def storage(results):
    """Files of records, and blobs in SQLite."""
    found = [operation for operation in STORAGE if results.rows(operation, ways=True)]
    return "\n\n".join(storage_table(results, operation) for operation in found) or f"{NOT_THERE}: not in this run."


def ways(results):
    """Every way in and out of ours."""
    found = [name for name in ALL_OPERATIONS if name not in STORAGE and results.rows(name, ways=True)]
    return "\n\n".join(ways_table(results, operation) for operation in found) or f"{NOT_THERE}: not in this run."


def fairness(results):
    """What each row checks and keeps."""
    columns = ("format", "utf8", "nul", "unknown", "memory", "fairness")
    header = ["format", "UTF-8", "NUL", "unknown fields", "memory", f"{DIFFERENT_WORK} not the same work because"]
    tables = []
    for operation in OPERATIONS:
        rows = [row for row in results.rows(operation) if not row.get("floor")]
        lines = [[title_of(row), *(cell(row.get(column)) for column in columns)] for row in rows]
        tables.append(table([operation, *header], lines, texts=len(header) + 1))
    return "\n\n".join(tables)


def machine(results):
    """One sentence on where, when and with what."""
    about, build = results.data.get("machine", {}), results.data.get("build", {})
    cores = f"{about['cores']} cores" if about.get("cores") else None
    where = ", ".join(str(part) for part in (about.get("cpu"), cores, about.get("os")) if part)
    words = "Measured" + (f" on {about['date']}" if about.get("date") else "") + (f" on {where}" if where else "")
    if build.get("compiler"):
        words += f", built by {build['compiler']}" + (f" with `{build['flags']}`" if build.get("flags") else "")
    versions = ", ".join(f"{name} {version}" for name, version in results.data.get("versions", {}).items())
    return paragraph(words + (f"; {versions}." if versions else "."))


def fastest_keeper(results, operation):
    """The fastest other library of the same format that keeps what ours keep, if there is one."""
    for row in results.rows(operation):
        is_other = not (row.get("ours") or row.get("floor")) and row.get("format") == "protobuf"
        keeps = row.get("unknown") == row.get("nul") == "kept" and row.get("memory") != "views"
        if is_other and keeps and (operation, MAIN, row["name"]) in results.benchmarks:
            return row
    return None


def slowest_way(results, operation):
    """A sentence on the slowest of our other ways to the same format; empty if there is none."""
    same = [row for row in results.rows(operation, ways=True) if row["format"] in ("protobuf", "delimited")]
    timed = [row for row in same if (operation, MAIN, row["name"]) in results.benchmarks]
    if not timed:
        return ""
    ratio = results.ratio(operation, MAIN, timed[-1]["name"])
    return f" The slowest of {len(timed)} other ways takes {say_ratio(ratio)}: {cell(timed[-1]['title'])}."


def headline_of(results, operation):
    """The quickest way of ours against protobuf-c and the best of the others that keep as much, and our other ways."""
    ours = next((row for row in results.rows(operation) if row["name"] == OURS), None)
    verb = {"decode": "Decoding", "encode": "Encoding"}[operation]
    ratio = results.ratio(operation, MAIN, ours["name"]) if ours else None
    if ratio is None:
        return f"- **{verb}**: {NOT_THERE}, because this run had no {MAIN} of ours or of {REFERENCE}."
    words = f"- **{verb}** {cell(results.main_title())} takes **{say_ratio(ratio)}** of {REFERENCE}'s time, "
    words += f"{cell(ours['title'].removeprefix('phonenum, '))}."
    words += slowest_way(results, operation)
    if other := fastest_keeper(results, operation):
        against = say_ratio(results.ratio(operation, MAIN, ours["name"], to=other["name"]))
        words += " Of the other Protocol Buffers libraries that also lose nothing, the fastest is "
        words += f'"{cell(other["title"])}". phonenum needs {against} of its time.'
    return paragraph(words, indent="  ")


def headline_size(results):
    packed, plain = results.size("protobuf", MAIN), results.size("json", MAIN)
    if not packed or not plain:
        return []
    words = f"- **One of these records** takes {say_size(packed['bytes'])} bytes on average. "
    words += f"This is {percent(packed['bytes'], plain['bytes'])} of its JSON."
    if packed.get("zstd_bytes") and plain.get("zstd_bytes"):
        share = percent(packed["zstd_bytes"], plain["zstd_bytes"])
        words += f" Compressed with zstd, it takes {say_size(packed['zstd_bytes'])} bytes, "
        words += f"{share} of the compressed JSON."
    return [paragraph(words, indent="  ")]


def headline(results):
    return "\n".join([*(headline_of(results, operation) for operation in OPERATIONS), *headline_size(results)])


BLOCKS = {
    "headline": headline,
    "summary": summary,
    "ways": ways,
    "storage": storage,
    "machine": machine,
    "fairness": fairness,
}


# The results' README.md


def size_table(results):
    formats = list(dict.fromkeys(size["format"] for size in results.data["sizes"]))
    formats.sort(key=lambda format: results.size(format, MAIN).get("bytes", float("inf")))
    header, lines = ["format"], []
    for workload in results.workloads:
        header += [workload, "of JSON"]
    for format in formats:
        line = [f"**{FORMATS[format]}**" if format == "protobuf" else cell(FORMATS.get(format, format))]
        for workload in results.workloads:
            size, plain = results.size(format, workload), results.size("json", workload)
            kinds = ("bytes", "zstd_bytes")
            line.append(" / ".join(say_size(size.get(kind)) for kind in kinds))
            line.append(" / ".join(percent(size.get(kind), plain.get(kind)) for kind in kinds))
        lines.append(line)
    return table(header, lines)


def sweep_table(results, sweep, sizes):
    """How time grows: a byte's time relative to the same row's in the middle, then ratios to protobuf-c."""
    columns = results.sweep_rows(sweep)
    middle = f"{sweep}={sizes[len(sizes) // 2]}"
    compared = [column for column in columns if column[1] != REFERENCE and (column[0], REFERENCE) in columns]
    header = ["n", "bytes per record", *(f"{operation}: {row}" for operation, row in columns)]
    header += [f"{operation}: {row} ÷ {REFERENCE}" for operation, row in compared]
    lines = []
    for n in sizes:
        workload, ratios = f"{sweep}={n}", []
        for operation, row in columns:
            here, there = (results.per_byte(operation, at, row) for at in (workload, middle))
            ratios.append(here / there if here and there else None)
        ratios += [results.ratio(operation, workload, row) for operation, row in compared]
        passes = (results.benchmarks.get((operation, workload, row)) for operation, row in columns)
        size = next((found["bytes"] / found["records"] for found in passes if found and found["bytes"]), None)
        lines.append([f"{n:,}", say_size(size), *(say_ratio(ratio) for ratio in ratios)])
    return table(header, lines, texts=0)


WAYS = (
    f"Ratios to {REFERENCE}, as above. In parentheses: how many times the time of the quickest way, which is the first "
    "row. Work on a record is held against decoding it alone."
)

STORED = (
    "How many times the time of the row with 1.00. Files are in memory: no row waits for a disk. A table has 1,000,000 "
    "rows, in memory too. Where a column is scanned, the blobs are also looked into, outside of SQLite."
)


def repetitions_of(results):
    counts = sorted({benchmark["repetitions"] for benchmark in results.data["benchmarks"]})
    return " to ".join(str(count) for count in dict.fromkeys((counts[0], counts[-1]))) if counts else "no"


def readme_head(results):
    known = ("cpu", "cores", "os", "date")
    more = [f"{name}: {value}" for name, value in results.data.get("machine", {}).items() if name not in known]
    workloads = [f"- {w['name']}: {cell(w.get('title'))}" for w in results.data["workloads"]]
    return [
        "<!-- Made by bench/report.py from results.json. Don't edit. -->",
        "# Benchmark results",
        machine(results) + (f" {cell('; '.join(more))}." if more else ""),
        paragraph(
            f"Numbers are ratios to {REFERENCE} in the same run, of medians of {repetitions_of(results)} repetitions: "
            "0.21 is 21 % of its CPU time, 1.00 the same, 2.00 twice as much. ± is how much a row's own times on "
            f"{MAIN} vary (their coefficient of variation), allocations are per record of {MAIN}."
        ),
        "\n".join(workloads),
        f"{DIFFERENT_WORK} does not do the same work; [a table](#what-each-row-checks-and-keeps) says why.",
    ]


def readme_times(results):
    parts = []
    for operation in OPERATIONS:
        parts += [f"## {operation.capitalize()}", ratio_table(results, operation, details=True)]
        parts.append(f"![{operation.capitalize()}: time relative to {REFERENCE}]({operation}.svg)")
    parts += ["## Every way in and out of phonenum", paragraph(WAYS), ways(results)]
    parts += ["## Files and tables", paragraph(STORED), storage(results)]
    return [*parts, "## What each row checks and keeps", fairness(results)]


def readme_sizes(results):
    if not results.data.get("sizes"):
        return []
    words = "Bytes per record, plain / with zstd, and both as a share of JSON's."
    return ["## Sizes", words, size_table(results), "![Bytes per record](size.svg)"]


def readme_sweeps(results):
    parts = []
    for sweep, sizes in results.sweeps().items():
        middle = f"{sizes[len(sizes) // 2]:,}"
        words = f"Time per byte, relative to the same row's at n = {middle}: 1.00 is time proportional to size."
        parts += [f"## Growing: {cell(sweep)}", words, sweep_table(results, sweep, sizes)]
    return parts


def readme(results):
    parts = readme_head(results) + readme_times(results) + readme_sizes(results) + readme_sweeps(results)
    if results.data.get("memory"):
        parts += ["## Memory", "\n".join(["```text", *results.data["memory"], "```"])]
    if results.data.get("left_out"):
        parts += ["## Left out", "\n".join(f"- {cell(reason)}" for reason in results.data["left_out"])]
    return "\n\n".join(parts) + "\n"


# Charts


def kind_of(row):
    return "ours" if row.get("ours") else "peer" if row.get("format") == "protobuf" else "peer-light"


def time_group(row, ratio):
    mark = f"\N{NO-BREAK SPACE}{DIFFERENT_WORK}" if row.get("fairness") else ""
    label = (row.get("title") or row["name"]) + mark
    return charts.Group(label, bool(row.get("ours")), [charts.Bar(ratio, say_ratio(ratio), kind_of(row))])


def time_notes(rows, ratios):
    notes = []
    if any(row.get("fairness") for row in rows):
        notes.append(f"{DIFFERENT_WORK} does not do the same work; the results' tables say why.")
    if any(ratio > CUT_BEYOND for ratio in ratios):
        notes.append("Bars with a gap are cut: they are longer than shown, their numbers are right.")
    return notes


def floor_mark(row, ratio):
    return charts.Mark(ratio, f"floor: {row.get('title') or row['name']}, {say_ratio(ratio)}")


def time_chart(results, operation):
    ratios = {row["name"]: results.ratio(operation, MAIN, row["name"]) for row in results.rows(operation)}
    rows = [row for row in results.rows(operation) if ratios[row["name"]] is not None]
    title = f"{'Decoding' if operation == 'decode' else 'Encoding'}: time relative to {REFERENCE}"
    if not rows:
        return charts.draw(charts.Chart(title, f"{NOT_THERE}: this run had no {REFERENCE}", []))
    bars = [row for row in rows if not row.get("floor")]
    floors = [row for row in rows if row.get("floor")]
    names = {"ours": "phonenum", "peer": "other Protocol Buffers libraries", "peer-light": "other formats"}
    kinds = {kind_of(row) for row in bars}
    chart = charts.Chart(
        title,
        f"{results.main_title()}; ratio of median CPU times. Shorter is faster.",
        [time_group(row, ratios[row["name"]]) for row in bars],
        legend=[(kind, words) for kind, words in names.items() if kind in kinds],
        notes=time_notes(bars, [ratios[row["name"]] for row in bars]),
        floor=floor_mark(floors[0], ratios[floors[0]["name"]]) if floors else None,
        reference=charts.Mark(1, f"{REFERENCE} = 1"),
        longest=CUT_BEYOND,
    )
    return charts.draw(chart)


def size_chart(results):
    sizes = [size for size in results.data.get("sizes", []) if size["workload"] == MAIN]
    groups = []
    for size in sorted(sizes, key=lambda size: size["bytes"]):
        ours = size["format"] == "protobuf"
        kind = "ours" if ours else "peer"
        bars = [charts.Bar(size["bytes"], say_size(size["bytes"]), kind)]
        if size.get("zstd_bytes"):
            bars.append(charts.Bar(size["zstd_bytes"], say_size(size["zstd_bytes"]) + " zstd", kind + "-light"))
        label = FORMATS.get(size["format"], size["format"]) + (" (phonenum)" if ours else "")
        groups.append(charts.Group(label, ours, bars))
    subtitle = f"{results.main_title()}: average size of one, plain, and compressed with zstd. Shorter is smaller."
    if not groups:
        subtitle = f"{NOT_THERE}: no sizes of {MAIN} were measured"
    legend = [("peer", "plain"), ("peer-light", "with zstd")] if groups else []
    return charts.draw(charts.Chart("Bytes per record", subtitle, groups, legend))


def made_from(results):
    """Everything beside results.json: names and contents."""
    return {
        "README.md": readme(results),
        **{f"{operation}.svg": time_chart(results, operation) for operation in OPERATIONS},
        "size.svg": size_chart(results),
    }


# Blocks in other documents


def fill_blocks(name, text, results):
    """The document with all its blocks as they should be."""
    lines, open_block = [], None
    for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        marker = re.match(r"<!--\s*/?bench\b", line)
        begin = re.fullmatch(r"<!-- bench:(\S+) -->", line)
        if marker and (not (begin or line == "<!-- /bench -->") or bool(begin) == bool(open_block)):
            raise Failure(f"{name}:{number}: {line} is misspelt or out of place")
        if begin and begin[1] not in BLOCKS:
            raise Failure(f"{name}:{number}: no block is named {begin[1]}, only {', '.join(BLOCKS)}")
        if begin:
            open_block = begin[1]
            lines += [line, BLOCKS[open_block](results)]
        elif not open_block or marker:
            lines.append(line)
            open_block = None
    if open_block:
        raise Failure(f"{name}: block {open_block} has no end")
    return "\n".join(lines) + "\n"


def load(directory):
    return Results(read_json(pathlib.Path(directory) / "results.json"))


def filled(results, files):
    """Path and content of each document with its blocks filled; a document without any is a mistake."""
    documents = {}
    for path in map(pathlib.Path, files):
        before = path.read_text(encoding="utf-8")
        if "<!-- bench:" not in before:
            raise Failure(f"{path}: no block in it")
        documents[path] = fill_blocks(path, before, results)
    return documents


# Commands


def content_of(path):
    return path.read_text(encoding="utf-8") if path.exists() else None


def write(path, text):
    if content_of(path) != text:
        path.write_text(text, encoding="utf-8")


def report(raw, directory):
    directory = pathlib.Path(directory)
    text = to_json(from_raw(pathlib.Path(raw)))
    outputs = made_from(Results(json.loads(text)))
    directory.mkdir(parents=True, exist_ok=True)
    for name, content in {"results.json": text, **outputs}.items():
        write(directory / name, content)


def blocks(directory, *files):
    for path, content in filled(load(directory), files).items():
        write(path, content)


def check(directory, *files):
    results = load(directory)
    expected = {pathlib.Path(directory) / name: content for name, content in made_from(results).items()}
    expected.update(filled(results, files))
    stale = [path for path, content in expected.items() if content_of(path) != content]
    if stale:
        raise Failure("\n".join(f"{path}: is not what {directory}/results.json gives" for path in stale))


def compare(*directories):
    runs = [load(directory) for directory in directories]
    rows = dict.fromkeys((row["operation"], row["name"]) for run in runs for row in run.data["rows"])
    lines, unstable = [], []
    for operation, row in rows:
        ratios = [run.ratio(operation, MAIN, row) for run in runs]
        found = [ratio for ratio in ratios if ratio]
        if not found:
            continue
        middle, spread = statistics.median(found), max(found) / min(found) - 1
        off = max(abs(ratio / middle - 1) for ratio in found)
        lines.append([f"{operation}/{row}", *map(say_ratio, ratios), f"{100 * off:.1f} %", f"{100 * spread:.1f} %"])
        if spread > LARGEST_SPREAD or len(found) < len(ratios):
            unstable.append(f"{operation}/{row}")
    print(table([MAIN, *map(str, directories), "off the median", "spread"], lines))
    if unstable or not lines:
        raise Failure(f"differs by more than 10 %, or is not in all: {', '.join(unstable) or 'no row at all'}")


COMMANDS = {"--blocks": (blocks, 2), "--check": (check, 1), "--compare": (compare, 2)}


def main(arguments):
    command, least = COMMANDS.get(arguments[0] if arguments else None, (report, 2))
    paths = arguments[1:] if command is not report else arguments
    if len(paths) < least or (command is report and len(paths) > 2) or any(path.startswith("-") for path in paths):
        sys.exit(__doc__)
    try:
        command(*paths)
    except (Failure, OSError) as error:
        sys.exit(f"report.py: {error}")
    except KeyError as error:
        sys.exit(f"report.py: nothing is named {error} in what was read")


if __name__ == "__main__":
    main(sys.argv[1:])
