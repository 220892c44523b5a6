"""Tests of report.py, on raw files that are made up here. Run: python3 bench/report_test.py"""

import contextlib
import io
import json
import pathlib
import sys
import tempfile
import unittest
import xml.etree.ElementTree

sys.dont_write_bytecode = True  # the source tree stays clean
import report

WORKLOADS = {"minimal": (1, 3), "typical": (1, 140), "full": (1, 900), "stream": (100000, 19000000)}
SWEEPS = {"records": (1, 1000, 1000000), "links": (1, 10, 1000)}
DECODE = {
    "phonenum": (40, "phonenum, into a reused arena", "protobuf", ""),
    "phonenum-view": (25, "phonenum: decode without copying text", "protobuf", "text is not copied"),
    "cpp-arena": (95, "C++ protobuf <Arena> & reuse", "protobuf", ""),
    "upb": (60, "upb", "protobuf", "does not check UTF-8"),
    "protobuf-c": (200, "protobuf-c", "protobuf", ""),
    "capnproto": (34, "Cap'n Proto: read every field of the message in place", "capnproto", "reads in place"),
    "flatbuffers": (21, "FlatBuffers", "flatbuffers", "reads in place | no check"),
    "json": (2900, "jansson: JSON", "json", ""),
    "memcpy": (6, "memcpy of the encoded bytes", "", ""),
}
ENCODE = {name: (time * 0.8, title.replace("decode", "encode"), *rest) for name, (time, title, *rest) in DECODE.items()}
WAYS = {
    "phonenum-exact": (44, "phonenum_encode(), exactly the bytes needed", "protobuf", ""),
    "phonenum-delimited": (42, "phonenum_encode_delimited()", "delimited", ""),
    "phonenum-lines": (500, "phonenum_json_reader_next()", "json-lines", ""),
}
SIZES = {"protobuf": (190.1, 88.2), "flatbuffers": (412, 131.5), "msgpack": (301, 99), "json": (623, 119)}


def facts(operations):
    def row(operation, name, title, form, why):
        known = {"operation": operation, "name": name, "title": title, "format": form, "fairness": why}
        known.update(ours=name.startswith("phonenum"), floor=name == "memcpy", way=name in WAYS)
        known.update(utf8="checked", nul="kept", unknown="kept", memory="copies")
        return {**known, "allocations": {"stream": 0 if known["ours"] else 7.25}}

    return {
        "versions": {"phonenum": "0.1.0", "protobuf-c": "1.4.1"},
        "build": {"compiler": "gcc 12.2.0", "flags": "-O3 -DNDEBUG -march=x86-64-v2"},
        "workloads": [
            {"name": name, "title": f"{records:,} {name} records", "records": records, "bytes": size}
            for name, (records, size) in WORKLOADS.items()
        ],
        "rows": [
            row(operation, name, title, form, why)
            for operation, rows in operations.items()
            for name, (_, title, form, why) in rows.items()
        ],
        "sizes": [
            {"format": form, "workload": workload, "bytes": plain, "zstd_bytes": packed}
            for form, (plain, packed) in SIZES.items()
            for workload in WORKLOADS
        ],
        "left_out": ["nanopb: not installed"],
    }


def entries(name, time, records, size):
    """Three repetitions around the time a record, in microseconds a pass, and Google Benchmark's own aggregate."""
    common = {"run_name": f"{name}/repeats:3", "real_time": 1e9, "time_unit": "us"}
    common.update(records=float(records), bytes=float(size))
    times = [time * records * factor / 1000 for factor in (0.99, 1, 1.03)]
    runs = [{**common, "name": f"{name}/repeats:3", "run_type": "iteration", "cpu_time": time} for time in times]
    return [*runs, {**common, "name": f"{name}/repeats:3_mean", "run_type": "aggregate", "cpu_time": 12345678}]


def times(operations, sweeps):
    found = []
    for operation, rows in operations.items():
        for name, (time, *_) in rows.items():
            for workload, (records, size) in WORKLOADS.items():
                found += entries(f"{operation}/{workload}/{name}", time * size / records / 190, records, size)
        for name in {"phonenum", "protobuf-c"} & set(rows):
            for sweep, sizes in sweeps.items():
                for n in sizes:
                    found += entries(f"{operation}/{sweep}={n}/{name}", rows[name][0] * (1 + 1 / n), n, 190 * n)
    return {"context": {}, "benchmarks": found}


class ReportTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def raw(self, decode=DECODE, encode=ENCODE, sweeps=SWEEPS, change=lambda raw: None):
        """A RAW_DIR."""
        operations = {"decode": decode, "encode": encode}
        raw = {"facts": facts(operations), "times": times(operations, sweeps)}
        raw["machine"] = {"cpu": "AMD EPYC", "cores": 2, "os": "Debian 12", "date": "2026-11-25", "runs": 3}
        change(raw)
        for name, content in raw.items():
            (self.folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
        (self.folder / "memory.txt").write_text("1000 MB as lines: decode 1.6 MiB at most\n", encoding="utf-8")
        return self.folder

    def report(self, name="results", **raw):
        """A RESULTS_DIR."""
        report.main([str(self.raw(**raw)), str(self.folder / name)])
        return self.folder / name

    def document(self, text):
        path = self.folder / "document.md"
        path.write_text(text, encoding="utf-8")
        return path

    def block(self, name, **raw):
        path = self.document(f"<!-- bench:{name} -->\n<!-- /bench -->\n")
        report.main(["--blocks", str(self.report(**raw)), str(path)])
        return "\n".join(path.read_text(encoding="utf-8").splitlines()[1:-1])

    def fails(self, *arguments):
        """What it says then."""
        with self.assertRaises(SystemExit) as caught, contextlib.redirect_stdout(io.StringIO()):
            report.main([str(argument) for argument in arguments])
        return str(caught.exception)

    def line(self, text, start):
        return next(line for line in text.splitlines() if line.startswith(start))

    def readme(self, **raw):
        return (self.report(**raw) / "README.md").read_text(encoding="utf-8")

    def chart(self, name, **raw):
        return (self.report(**raw) / name).read_text(encoding="utf-8")


class Results(ReportTest):
    def test_medians_are_of_repetitions_in_cpu_time_a_record(self):
        found = json.loads((self.report() / "results.json").read_text(encoding="utf-8"))["benchmarks"]
        stream = next(b for b in found if (b["operation"], b["workload"], b["row"]) == ("decode", "stream", "phonenum"))
        self.assertEqual((stream["ns"], stream["cv"], stream["repetitions"], stream["records"]), (40, 2.07, 3, 100000))

    def test_times_without_aggregates_give_the_same(self):
        with_aggregates = (self.report() / "results.json").read_bytes()

        def drop(raw):
            raw["times"]["benchmarks"] = [b for b in raw["times"]["benchmarks"] if b["run_type"] == "iteration"]

        self.assertEqual((self.report(change=drop) / "results.json").read_bytes(), with_aggregates)

    def test_order_does_not_depend_on_the_order_of_running(self):
        in_order = (self.report() / "results.json").read_bytes()
        shuffled = self.report(change=lambda raw: raw["times"]["benchmarks"].reverse())
        self.assertEqual((shuffled / "results.json").read_bytes(), in_order)

    def test_a_benchmark_is_one_line(self):
        text = (self.report() / "results.json").read_text(encoding="utf-8")
        self.assertEqual(text.count('\n    {"operation": "decode", "workload": "stream", "row"'), len(DECODE))

    def test_a_row_that_facts_do_not_know_is_refused(self):
        def forget(raw):
            raw["facts"]["rows"] = [row for row in raw["facts"]["rows"] if row["name"] != "upb"]

        self.assertIn("upb", self.fails(self.raw(change=forget), self.folder / "results"))

    def test_a_benchmark_that_failed_is_refused(self):
        def fail(raw):
            raw["times"]["benchmarks"][0].update(error_occurred=True, error_message="wrong bytes")

        self.assertIn("wrong bytes", self.fails(self.raw(change=fail), self.folder / "results"))

    def test_a_name_that_is_none_is_refused(self):
        def rename(raw):
            raw["times"]["benchmarks"][0]["run_name"] = "decode/links=ten/phonenum"

        self.assertIn("links=ten", self.fails(self.raw(change=rename), self.folder / "results"))


class Readme(ReportTest):
    def test_rows_are_sorted_and_ours_are_bold(self):
        rows = [line for line in self.readme().split("## Encode")[0].splitlines() if line.startswith("| ")][2:]
        titles = [row.split(" | ")[0] for row in rows]
        self.assertEqual(titles[0], "| *memcpy of the encoded bytes*")
        self.assertEqual(titles[-1], "| jansson: JSON")
        ours = "| **phonenum, into a reused arena** | **0.20** | 2.1 % | **0.20** | **0.20** | **0.20** | 0 |"
        self.assertEqual(rows[4], ours)

    def test_a_row_of_other_work_is_marked_and_explained(self):
        text = self.readme()
        self.assertIn("| upb † | 0.30 |", text)
        self.assertIn("| does not check UTF-8 |", text)

    def test_markup_in_titles_is_text(self):
        text = self.readme()
        self.assertIn("C++ protobuf \\<Arena> & reuse", text)
        self.assertIn("reads in place \\| no check", text)

    def test_a_row_without_times_is_there_without_ratio(self):
        def lose(raw):
            raw["times"]["benchmarks"] = [b for b in raw["times"]["benchmarks"] if "decode/stream/upb" not in b["name"]]

        self.assertIn("| upb † | n/a | n/a | 0.30 |", self.readme(change=lose))

    def test_without_protobuf_c_there_are_no_ratios(self):
        decode = {name: row for name, row in DECODE.items() if name != "protobuf-c"}
        decoding, encoding = self.readme(decode=decode).split("## Encode")
        self.assertIn("| **phonenum, into a reused arena** | **n/a** | 2.1 % |", decoding)
        self.assertIn("| **phonenum, into a reused arena** | **0.20** |", encoding)

    def test_sweeps_are_relative_to_their_middle(self):
        text = self.readme().split("## Growing: links")[1]
        self.assertIn("| n | bytes per record | decode: phonenum | decode: protobuf-c |", text)
        self.assertIn("| 1 | 190 | 1.82 | 1.82 | 1.82 | 1.82 | 0.20 | 0.20 |", text)
        self.assertIn("| 10 | 190 | 1.00 | 1.00 |", text)

    def test_the_files_of_several_processes_are_one_run(self):
        whole = (self.report() / "results.json").read_bytes()
        raw = self.raw()
        entries = json.loads((raw / "times.json").read_text(encoding="utf-8"))["benchmarks"]
        (raw / "times.json").unlink()
        for place in range(2):
            (raw / f"times-{place}.json").write_text(json.dumps({"benchmarks": entries[place::2]}), encoding="utf-8")
        report.main([str(raw), str(self.folder / "again")])
        self.assertEqual((self.folder / "again" / "results.json").read_bytes(), whole)

    def test_without_times_it_says_so(self):
        raw = self.raw()
        (raw / "times.json").unlink()
        self.assertIn("there is no times.json", self.fails(raw, self.folder / "results"))

    def test_without_sweeps_there_is_no_such_table(self):
        self.assertNotIn("Growing", self.readme(sweeps={}))

    def test_sizes_are_shares_of_json(self):
        self.assertIn("| **Protocol Buffers** | 190 / 88 | 31 % / 74 % |", self.readme())

    def test_memory_and_what_is_left_out_are_told(self):
        text = self.readme()
        self.assertIn("1000 MB as lines: decode 1.6 MiB at most\n", text)
        self.assertIn("- nanopb: not installed\n", text)

    def test_facts_that_may_be_missing_may_be_missing(self):
        def lose(raw):
            raw["machine"] = {}
            for name in ("sizes", "left_out", "versions", "build"):
                del raw["facts"][name]
            for row in raw["facts"]["rows"]:
                for name in ("allocations", "utf8", "title"):
                    del row[name]

        ours = "| **phonenum** | **0.20** | 2.1 % | **0.20** | **0.20** | **0.20** | n/a |"
        self.assertIn(ours, self.readme(change=lose))


class Charts(ReportTest):
    def test_charts_are_well_formed_and_say_what_they_show(self):
        for name in ("decode.svg", "encode.svg", "size.svg"):
            root = xml.etree.ElementTree.fromstring(self.chart(name))
            self.assertEqual(root.get("role"), "img")
            self.assertTrue(root[0].text and root[1].text)
        self.assertIn("phonenum, into a reused arena: 0.20.", self.chart("decode.svg"))

    def widths(self, chart):
        """Of all bars by the number that stands at their ends."""
        shapes = [line for line in chart.splitlines() if 'height="18"' in line]
        values = [line for line in chart.splitlines() if 'class="number' in line]
        numbers = ["".join(xml.etree.ElementTree.fromstring(line).itertext()) for line in values]
        return dict(zip(numbers, (float(xml.etree.ElementTree.fromstring(shape).get("width")) for shape in shapes)))

    def test_bars_are_proportional(self):
        widths = self.widths(self.chart("decode.svg"))
        self.assertAlmostEqual(widths["0.20"] / widths["1.00"], 0.2, delta=0.005)
        self.assertAlmostEqual(widths["0.30"] / widths["1.00"], 0.3, delta=0.005)

    def test_a_bar_beyond_the_scale_is_cut_and_longest(self):
        chart = self.chart("decode.svg")
        widths = self.widths(chart)
        self.assertEqual(max(widths, key=widths.get), "14.50")
        self.assertEqual(chart.count('class="gap"'), 1)
        self.assertIn("are cut", chart)

    def test_a_long_bar_within_the_scale_is_whole(self):
        chart = self.chart("decode.svg", decode={**DECODE, "json": (780, "JSON", "json", "")})
        self.assertNotIn('class="gap"', chart)
        self.assertAlmostEqual(self.widths(chart)["3.90"] / self.widths(chart)["1.00"], 3.9, delta=0.05)

    def test_ours_differ_by_colour_and_weight(self):
        chart = self.chart("decode.svg")
        self.assertEqual(chart.count('height="18" class="ours"'), 2)
        self.assertIn('class="bold" text-anchor="end">phonenum, into a reused arena<', chart)
        self.assertIn('class="" text-anchor="end">upb\N{NO-BREAK SPACE}†<', chart)

    def test_the_floor_is_a_line_and_no_bar(self):
        chart = self.chart("decode.svg")
        self.assertIn("floor: memcpy of the encoded bytes, 0.03", chart)
        self.assertEqual(len(self.widths(chart)), len(DECODE) - 1)

    def test_without_protobuf_c_the_chart_says_so(self):
        decode = {name: row for name, row in DECODE.items() if name != "protobuf-c"}
        self.assertIn("this run had no protobuf-c", self.chart("decode.svg", decode=decode))

    def test_without_sizes_the_chart_says_so(self):
        self.assertIn("n/a: no sizes", self.chart("size.svg", change=lambda raw: raw["facts"].pop("sizes")))


class Blocks(ReportTest):
    def test_only_what_is_marked_is_replaced(self):
        path = self.document("before\n<!-- bench:machine -->\nold\n<!-- /bench -->\nafter `<!-- bench:x -->`\n")
        report.main(["--blocks", str(self.report()), str(path)])
        text = path.read_text(encoding="utf-8")
        self.assertTrue(text.startswith("before\n<!-- bench:machine -->\nMeasured on 2026-11-25 on AMD EPYC, 2 "))
        self.assertTrue(text.endswith("protobuf-c 1.4.1.\n<!-- /bench -->\nafter `<!-- bench:x -->`\n"))
        self.assertNotIn("old", text)

    def test_headline_names_protobuf_c_and_the_fastest_that_keeps_as_much(self):
        def lose(raw):
            for row in raw["facts"]["rows"]:
                row["unknown"] = "lost" if row["name"] == "upb" else "kept"

        text = " ".join(self.block("headline", change=lose).split())
        self.assertIn("**Decoding** 100,000 stream records takes **0.20** of protobuf-c's time, into a reused arena. Of the", text)
        self.assertIn("that also lose nothing, the fastest is \"C++ protobuf \\<Arena> & reuse\".", text)
        self.assertIn("phonenum needs 0.42 of its time.", text)
        self.assertIn("takes 190 bytes on average. This is 31 % of its JSON.", text)
        self.assertIn("Compressed with zstd, it takes 88 bytes, 74 % of the compressed JSON.", text)
        self.assertNotIn("upb", text)

    def test_headline_is_true_when_ours_is_slower(self):
        decode = {**DECODE, "phonenum": (300, "phonenum, slowly", "protobuf", "")}
        text = " ".join(self.block("headline", decode=decode).split())
        self.assertIn("takes **1.50** of protobuf-c's time, slowly.", text)
        self.assertIn("phonenum needs 5.00 of its time.", text)

    def test_headline_without_protobuf_c_says_so(self):
        decode = {name: row for name, row in DECODE.items() if name != "protobuf-c"}
        self.assertIn("- **Decoding**: n/a", self.block("headline", decode=decode))

    def test_headline_tells_the_slowest_other_way_of_the_same_format(self):
        text = " ".join(self.block("headline", encode={**ENCODE, **WAYS}).split())
        slowest = "The slowest of 2 other ways takes 0.28: phonenum_encode(), exactly the bytes needed."
        self.assertIn("time, into a reused arena. " + slowest, text)
        self.assertEqual(text.count("other ways"), 1)

    def test_ways_are_a_table_of_their_own_and_in_no_other(self):
        encode = {**ENCODE, **WAYS}
        text = self.block("ways", encode=encode)
        self.assertIn("| phonenum, into a reused arena | 0.20 (1.00) |", text)
        self.assertIn("| phonenum_encode(), exactly the bytes needed | 0.28 (1.38) |", text)
        self.assertIn("| phonenum_json_reader_next() | 3.12 (15.62) |", text)
        self.assertNotIn("exactly the bytes needed", self.block("summary", encode=encode))
        self.assertNotIn("exactly the bytes needed", self.block("fairness", encode=encode))
        self.assertIn("not in this run", self.block("ways"))

    def test_work_on_records_is_held_against_decoding(self):
        def add(raw):
            work = {"phonenum-copy": (80, "phonenum_copy()", "record", "")}
            raw["facts"]["rows"] += facts({"record": work})["rows"]
            raw["facts"]["rows"][-1]["way"] = True
            raw["times"]["benchmarks"] += times({"record": work}, {})["benchmarks"]

        self.assertIn("| phonenum_copy() | 2.00 | 2.00 |", self.block("ways", change=add))

    def test_files_are_held_against_zstd_and_have_a_size(self):
        def add(raw):
            files = {"zstd-1": (400, "zstd -1", "records", ""), "phonenum-archive-1": (500, "an archive", "records", "")}
            raw["facts"]["rows"] += [{**row, "way": True} for row in facts({"write": files})["rows"]]
            raw["times"]["benchmarks"] += times({"write": files}, {})["benchmarks"]

        text = self.block("storage", change=add)
        self.assertIn("| write a file | time | bytes per record |", text)
        self.assertIn("| zstd -1 | 1.00 | 190 |", text)
        self.assertIn("| an archive | 1.25 | 190 |", text)
        self.assertNotIn("an archive", self.block("ways", change=add))
        self.assertIn("not in this run", self.block("storage"))

    def test_tables_are_held_against_a_column_and_have_no_size(self):
        def add(raw):
            queries = {"sqlite": (100, "a column", "records", ""), "phonenum-get": (130, "a blob", "records", "")}
            raw["facts"]["rows"] += [{**row, "way": True} for row in facts({"scan": queries})["rows"]]
            raw["times"]["benchmarks"] += times({"scan": queries}, {})["benchmarks"]

        self.assertIn("| scan a table | time |", self.block("storage", change=add))
        self.assertIn("| a blob | 1.30 |", self.block("storage", change=add))

    def test_summary_has_all_rows_of_both_operations(self):
        text = self.block("summary")
        self.assertEqual(text.count("\n| "), len(DECODE) + len(ENCODE) + 3)
        self.assertIn("| decode | stream | minimal | typical | full |", text)

    def test_fairness_has_all_rows_but_the_floor(self):
        text = self.block("fairness")
        self.assertNotIn("memcpy", text)
        self.assertIn("| upb † | protobuf | checked | kept | kept | copies | does not check UTF-8 |", text)

    def test_wrong_markers_are_refused_and_nothing_is_written(self):
        results = self.report()
        for text in (
            "<!-- bench:nothing -->\n<!-- /bench -->\n",
            "<!-- bench:machine -->\n",
            "<!-- /bench -->\n",
            "<!-- bench:machine -->\n<!-- bench:summary -->\n<!-- /bench -->\n",
            "<!-- bench:machine-->\n<!-- /bench -->\n",
            "<!-- bench: machine -->\n<!-- /bench -->\n",
            "no block\n",
        ):
            path = self.document(text)
            self.assertIn("document.md", self.fails("--blocks", results, path))
            self.assertEqual(path.read_text(encoding="utf-8"), text)


class Check(ReportTest):
    def test_what_was_just_made_is_fresh(self):
        results, path = self.report(), self.document("<!-- bench:machine -->\n<!-- /bench -->\n")
        report.main(["--blocks", str(results), str(path)])
        report.main(["--check", str(results), str(path)])

    def test_what_is_stale_is_named_and_left_alone(self):
        for name in ("README.md", "decode.svg", "encode.svg", "size.svg"):
            path = self.report() / name
            path.write_text("stale", encoding="utf-8")
            self.assertIn(f"{name}: is not", self.fails("--check", path.parent))
            self.assertEqual(path.read_text(encoding="utf-8"), "stale")

    def test_what_is_missing_is_named(self):
        (self.report() / "size.svg").unlink()
        self.assertIn("size.svg: is not", self.fails("--check", self.folder / "results"))

    def test_a_stale_block_is_named_and_left_alone(self):
        path = self.document("<!-- bench:machine -->\nstale\n<!-- /bench -->\n")
        self.assertIn("document.md: is not", self.fails("--check", self.report(), path))
        self.assertIn("stale", path.read_text(encoding="utf-8"))


class Compare(ReportTest):
    def run_with(self, name, time):
        return str(self.report(name, decode={**DECODE, "upb": (time, "upb", "protobuf", "")}))

    def test_runs_that_agree_are_a_table(self):
        with contextlib.redirect_stdout(io.StringIO()) as out:
            report.main(["--compare", *(self.run_with(*run) for run in (("a", 60), ("b", 63), ("c", 64)))])
        self.assertIn("| decode/upb | 0.30 | 0.32 | 0.32 | 4.8 % | 6.7 % |", out.getvalue())

    def test_runs_that_differ_fail_and_are_named(self):
        said = self.fails("--compare", self.run_with("a", 60), self.run_with("b", 67))
        self.assertIn("decode/upb", said)
        self.assertNotIn("phonenum", said)

    def test_a_row_that_one_run_lacks_fails(self):
        without = {name: row for name, row in DECODE.items() if name != "upb"}
        self.assertIn("decode/upb", self.fails("--compare", self.report("a"), self.report("b", decode=without)))

    def test_wrong_usage_is_explained(self):
        for words in ("", "one", "--compare one", "--blocks one", "--check", "--nothing a b", "a b c"):
            self.assertIn("Usage:", self.fails(*words.split()))


if __name__ == "__main__":
    unittest.main()
