"""What a benchmark run measured: read from its raw files, kept as results.json, and looked up there."""

import json
import re
import statistics

OPERATIONS = ("decode", "encode")
OURS = "phonenum"  # the row that its other ways are held against
# What no other library does, with the (operation, row) that it is held against.
OWN_OPERATIONS = {
    "record": ("decode", OURS),
    "write": ("write", "zstd-1"),
    "read": ("read", "zstd-1"),
    "scan": ("scan", "sqlite"),
    "lookup": ("lookup", "sqlite"),
}
ALL_OPERATIONS = (*OPERATIONS, *OWN_OPERATIONS)
REFERENCE = "protobuf-c"
MAIN = "stream"  # the workload that rows are sorted by, and that charts show
NANOSECONDS = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}


class Failure(Exception):
    """What is wrong, in words for the person who ran this."""


def read_json(path):
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Failure(f"{path}: {error}") from error


# From raw files


def key_of(entry):
    """(operation, workload, row) of one of Google Benchmark's entries, whose own suffixes come after these."""
    name = entry.get("run_name") or entry["name"]
    parts = tuple(name.split("/")[:3])
    if len(parts) < 3 or parts[0] not in ALL_OPERATIONS or not re.fullmatch(r"[\w-]+(=\d+)?", parts[1]):
        raise Failure(f"times.json: {name} is no OPERATION/WORKLOAD/ROW or OPERATION/SWEEP=N/ROW")
    if entry.get("error_occurred") or entry.get("skipped"):
        raise Failure(f"times.json: {name} did not run: {entry.get('error_message') or entry.get('skip_message')}")
    return parts


def split_sweep(workload):
    """("links", 100) of "links=100"; None of a plain workload."""
    sweep, equals, n = workload.partition("=")
    return (sweep, int(n)) if equals else None


def per_record(entry, records):
    """Nanoseconds of processor time."""
    if not records:
        return 1e9 / entry["items_per_second"]
    time = entry.get("cpu_time", entry.get("real_time"))
    return time * NANOSECONDS[entry.get("time_unit", "ns")] / records


def whole(number):
    """Google Benchmark writes counters as 1.0e+05."""
    return int(number) if number is not None and number == int(number) else number


def summarise(key, entries, records):
    """Repetitions as one row of results.json."""
    times = [per_record(entry, records) for entry in entries]
    cv = round(100 * statistics.stdev(times) / statistics.mean(times), 2) if len(times) > 1 else None
    return {
        **dict(zip(("operation", "workload", "row"), key)),
        "ns": float(f"{statistics.median(times):.4g}"),
        "cv": cv,
        "repetitions": len(times),
        "records": whole(records),
        "bytes": whole(entries[0].get("bytes")),
    }


def order_of(facts):
    """Benchmarks in the order of facts.json, then sweeps by name and size, whatever order they ran in."""
    workloads = {workload["name"]: place for place, workload in enumerate(facts["workloads"])}
    rows = {row["name"]: place for place, row in enumerate(facts["rows"])}

    def order(key):
        operation, workload, row = key
        place = workloads.get(workload, len(workloads)), split_sweep(workload) or ("", 0)
        return (ALL_OPERATIONS.index(operation), *place, rows.get(row, len(rows)), row)

    return order


def check_names(keys, facts):
    """What facts.json doesn't know would silently be in no table."""
    workloads = {workload["name"] for workload in facts["workloads"]}
    rows = {(row["operation"], row["name"]) for row in facts["rows"]}
    for operation, workload, row in keys:
        if not split_sweep(workload) and (workload not in workloads or (operation, row) not in rows):
            raise Failure(f"facts.json: no such row or workload as in {operation}/{workload}/{row}")


def benchmarks_of(entries, facts):
    repetitions = {}
    for entry in entries:
        if entry.get("run_type", "iteration") == "iteration":
            repetitions.setdefault(key_of(entry), []).append(entry)
    check_names(repetitions, facts)
    in_facts = {workload["name"]: workload.get("records") for workload in facts["workloads"]}
    return [
        summarise(key, repetitions[key], repetitions[key][0].get("records") or in_facts.get(key[1]))
        for key in sorted(repetitions, key=order_of(facts))
    ]


def from_raw(raw):
    """What results.json holds."""
    facts = read_json(raw / "facts.json")
    machine, memory = raw / "machine.json", raw / "memory.txt"
    results = {"machine": read_json(machine) if machine.exists() else {}, **facts}
    results["memory"] = memory.read_text(encoding="utf-8").splitlines() if memory.exists() else []
    times = [read_json(path) for path in sorted(raw.glob("times*.json"))]
    if not times:
        raise Failure(f"{raw}: there is no times.json")
    results["benchmarks"] = benchmarks_of([entry for file in times for entry in file["benchmarks"]], facts)
    return results


def to_json(results):
    """One row a line, so that a diff shows what has changed."""

    def member(name, value):
        text = json.dumps(value, ensure_ascii=False)
        if isinstance(value, list) and value:
            items = ",\n".join("    " + json.dumps(item, ensure_ascii=False) for item in value)
            text = f"[\n{items}\n  ]"
        return f"  {json.dumps(name)}: {text}"

    return "{\n" + ",\n".join(member(*item) for item in results.items()) + "\n}\n"


# Looking things up


class Results:
    """results.json, with answers to the questions that tables and charts have. What is not there is None."""

    def __init__(self, data):
        self.data = data
        self.benchmarks = {(b["operation"], b["workload"], b["row"]): b for b in data["benchmarks"]}
        names = [workload["name"] for workload in data["workloads"]]
        self.workloads = sorted(names, key=lambda name: name != MAIN)

    def ratio(self, operation, workload, row, to=REFERENCE):
        ours, theirs = (self.benchmarks.get((operation, workload, name)) for name in (row, to))
        return ours["ns"] / theirs["ns"] if ours and theirs and theirs["ns"] else None

    def rows(self, operation, ways=False):
        """The fastest first, those without a time last; either all libraries, or the other ways of ours."""

        def time(row):
            return self.benchmarks.get((operation, MAIN, row["name"]), {}).get("ns", float("inf"))

        chosen = (row for row in self.data["rows"] if bool(row.get("way")) == ways)
        return sorted((row for row in chosen if row["operation"] == operation), key=time)

    def main_title(self):
        return next((w.get("title", MAIN) for w in self.data["workloads"] if w["name"] == MAIN), MAIN)

    def sweeps(self):
        """The sizes of each sweep, ascending."""
        found = {}
        for _, workload, _ in self.benchmarks:
            if sweep := split_sweep(workload):
                found.setdefault(sweep[0], set()).add(sweep[1])
        return {name: sorted(found[name]) for name in sorted(found)}

    def sweep_rows(self, sweep):
        """(operation, row) of all that took part."""
        keys = ((operation, row) for operation, workload, row in self.benchmarks if workload.startswith(f"{sweep}="))
        return list(dict.fromkeys(keys))

    def per_byte(self, operation, workload, row):
        found = self.benchmarks.get((operation, workload, row))
        return found["ns"] * (found["records"] or 1) / found["bytes"] if found and found["bytes"] else None

    def size(self, format, workload):
        """{} if there is none."""
        return next((s for s in self.data.get("sizes", []) if (s["format"], s["workload"]) == (format, workload)), {})
