"""Draws bar charts as SVG: horizontal bars from zero, all on one linear scale, readable in light and in dark.

Kinds of bars are told apart by colour and by fill (solid, outlined), ours by a bold label too. A bar that is too long
for the scale is visibly cut, and still says its number.
"""

import html
import textwrap
from typing import NamedTuple

WIDTH = 820
MARGIN = 24
LABELS_END = 318  # labels end here, bars begin a little further right
BARS_BEGIN = 328
BARS_END = 736  # leaves room for the number of the longest bar
BAR_HEIGHT = 18
LINE_HEIGHT = 16
LABEL_COLUMNS = 36  # characters in a label's line: enough room even in a wide font
TEXT_COLUMNS = 104

STYLE = """
  svg { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
  .card { fill: #ffffff; stroke: #d0d7de; }
  text { fill: #1f2328; }
  .title { font-size: 18px; font-weight: 600; }
  .soft, .number { fill: #57606a; }
  .bold { font-weight: 700; }
  .number, .mark { font-variant-numeric: tabular-nums; paint-order: stroke; stroke: #ffffff; stroke-width: 4px; }
  .number.bold { fill: #1f2328; }
  .ours { fill: #0b5cd5; stroke: #0b5cd5; }
  .ours-light { fill: #d6e6ff; stroke: #0b5cd5; }
  .peer { fill: #7d858e; stroke: #7d858e; }
  .peer-light { fill: #eef1f4; stroke: #7d858e; }
  .axis, .reference { stroke: #57606a; }
  .floor { stroke: #b3420a; stroke-width: 1.5; stroke-dasharray: 5 4; }
  .mark.of-floor { fill: #b3420a; font-size: 12px; }
  .mark.of-reference { fill: #57606a; font-size: 12px; }
  .gap { fill: #ffffff; }
  @media (prefers-color-scheme: dark) {
    .card { fill: #0d1117; stroke: #3d444d; }
    text, .number.bold { fill: #f0f6fc; }
    .soft, .number, .mark.of-reference { fill: #a9b3bf; }
    .number, .mark { stroke: #0d1117; }
    .ours { fill: #58a6ff; stroke: #58a6ff; }
    .ours-light { fill: #17335c; stroke: #58a6ff; }
    .peer { fill: #7d8590; stroke: #7d8590; }
    .peer-light { fill: #21262d; stroke: #7d8590; }
    .axis, .reference { stroke: #a9b3bf; }
    .floor { stroke: #ffa657; }
    .mark.of-floor { fill: #ffa657; }
    .gap { fill: #0d1117; }
  }
"""


class Bar(NamedTuple):
    value: float
    number: str  # what stands at the bar's end
    kind: str  # "ours", "ours-light", "peer" or "peer-light"


class Group(NamedTuple):
    label: str
    bold: bool
    bars: list


class Mark(NamedTuple):
    value: float
    label: str


class Chart(NamedTuple):
    title: str
    subtitle: str
    groups: list
    legend: list = []  # (kind, text)
    notes: list = []
    floor: Mark | None = None  # dashed, its label above the bars
    reference: Mark | None = None  # thin, its label below the bars
    longest: float | None = None  # bars beyond this are cut


def text(x, y, words, css="", anchor="start"):
    return f'<text x="{x:g}" y="{y:g}" class="{css}" text-anchor="{anchor}">{html.escape(words)}</text>'


def lines_of(x, y, lines, css="", anchor="start"):
    return [text(x, y + i * LINE_HEIGHT, line, css, anchor) for i, line in enumerate(lines)]


def bars_of(chart):
    return [bar for group in chart.groups for bar in group.bars]


def is_cut(chart, bar):
    return chart.longest is not None and bar.value > chart.longest


def scale_of(chart):
    """Pixels a unit. What is cut is drawn to the end, so everything else must end visibly before that."""
    whole = [bar.value for bar in bars_of(chart) if not is_cut(chart, bar)]
    whole += [mark.value for mark in (chart.floor, chart.reference) if mark]
    room = BARS_END - BARS_BEGIN
    if any(is_cut(chart, bar) for bar in bars_of(chart)):
        room -= 60
    return room / (max(whole, default=0) or 1)


def draw_cut(y):
    """A slanted gap near the end of a bar, between two strokes."""
    slant = f"l8 {-BAR_HEIGHT - 6}"
    x, bottom = BARS_END - 32, y + BAR_HEIGHT + 3
    gap = f'<path class="gap" d="M{x} {bottom:g}{slant}h9l-8 {BAR_HEIGHT + 6}z"/>'
    return [gap, *(f'<path class="axis" d="M{left} {bottom:g}{slant}"/>' for left in (x, x + 9))]


def draw_bar(chart, bar, y, bold):
    cut = is_cut(chart, bar)
    width = BARS_END - BARS_BEGIN if cut else bar.value * scale_of(chart)
    shape = f'<rect x="{BARS_BEGIN}" y="{y:g}" width="{width:.1f}" height="{BAR_HEIGHT}" class="{bar.kind}"/>'
    number = text(round(BARS_BEGIN + width + 7, 1), y + 14, bar.number, "number bold" if bold else "number")
    return [shape, *(draw_cut(y) if cut else []), number]


def label_lines(group):
    """Lines of about the same length, as few as there can be."""
    best = textwrap.wrap(group.label, LABEL_COLUMNS) or [""]
    for columns in range(LABEL_COLUMNS, 12, -1):
        lines = textwrap.wrap(group.label, columns)
        if len(lines) > len(best):
            break
        best = lines
    return best


def height_of(group):
    return max(len(group.bars) * (BAR_HEIGHT + 3), len(label_lines(group)) * LINE_HEIGHT) + 9


def draw_group(chart, group, y):
    """Bars under each other, and the label beside them, both in the middle of the group's height."""
    inner = height_of(group) - 9
    labels = label_lines(group)
    first = y + (inner - len(labels) * LINE_HEIGHT) / 2 + 12
    bar_y = y + (inner - len(group.bars) * (BAR_HEIGHT + 3)) / 2
    drawn = lines_of(LABELS_END, first, labels, "bold" if group.bold else "", "end")
    for i, bar in enumerate(group.bars):
        drawn += draw_bar(chart, bar, bar_y + i * (BAR_HEIGHT + 3), group.bold)
    return drawn


def draw_line(chart, mark, css, top, bottom):
    x = round(BARS_BEGIN + mark.value * scale_of(chart), 1)
    return f'<line class="{css}" x1="{x:g}" y1="{top:g}" x2="{x:g}" y2="{bottom:g}"/>'


def draw_line_label(chart, mark, css, y):
    """Towards the middle of the chart, so that it never leaves it."""
    x = round(BARS_BEGIN + mark.value * scale_of(chart), 1)
    left = x > (BARS_BEGIN + BARS_END) / 2
    return text(x + (4 if left else -4), y, mark.label, f"mark {css}", "end" if left else "start")


def about_width(words):
    """Pixels, roughly: fonts differ."""
    return sum(4.5 if letter in " 'fijlrt" else 8 for letter in words)


def draw_legend(chart, y):
    x, drawn = MARGIN, []
    for kind, words in chart.legend:
        drawn.append(f'<rect x="{x + 0.5}" y="{y - 10.5}" width="11" height="11" class="{kind}"/>')
        drawn.append(text(x + 19, y, words, "soft"))
        x += round(19 + about_width(words) + 24)
    return drawn


def draw_bars(chart, y):
    """The bars with their lines; lines go over bars, and numbers over lines. Returns y below as well."""
    top = y
    y += 22 if chart.floor else 4
    groups, begin = [], y
    for group in chart.groups:
        groups += draw_group(chart, group, y)
        y += height_of(group)
    drawn = [f'<line class="axis" x1="{BARS_BEGIN}" y1="{begin - 4}" x2="{BARS_BEGIN}" y2="{y}"/>']
    labels = [shape for shape in groups if shape.startswith("<text")]
    drawn += [shape for shape in groups if not shape.startswith("<text")]
    if chart.reference:
        drawn.append(draw_line(chart, chart.reference, "reference", begin - 4, y + 5))
        labels.append(draw_line_label(chart, chart.reference, "of-reference", y + 18))
        y += 22
    if chart.floor:
        drawn.append(draw_line(chart, chart.floor, "floor", begin - 4, y - (22 if chart.reference else 0)))
        labels.append(draw_line_label(chart, chart.floor, "of-floor", top + 12))
    return drawn + labels, y


def describe(chart):
    """The chart in words, for those who don't see it."""
    rows = [f"{group.label}: {', '.join(bar.number for bar in group.bars)}" for group in chart.groups]
    marks = [mark.label for mark in (chart.floor, chart.reference) if mark]
    return " ".join([chart.subtitle, *(f"{words}." for words in rows + marks)])


def draw(chart):
    """The whole SVG."""
    subtitle = textwrap.wrap(chart.subtitle, TEXT_COLUMNS)
    notes = [line for note in chart.notes for line in textwrap.wrap(note, TEXT_COLUMNS)]
    body = [text(MARGIN, 38, chart.title, "title"), *lines_of(MARGIN, 60, subtitle, "soft")]
    y = 60 + len(subtitle) * LINE_HEIGHT + 10
    if chart.legend:
        body += draw_legend(chart, y)
        y += 20
    bars, y = draw_bars(chart, y)
    body += bars + lines_of(MARGIN, y + 20, notes, "soft")
    height = round(y + 20 + len(notes) * LINE_HEIGHT)
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        'role="img" aria-labelledby="title desc">',
        f'<title id="title">{html.escape(chart.title)}</title>',
        f'<desc id="desc">{html.escape(describe(chart))}</desc>',
        f"<style>{STYLE}</style>",
        f'<rect class="card" x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="8"/>',
    ]
    return "\n".join([*head, *body, "</svg>"]) + "\n"
