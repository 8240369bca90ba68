#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Judges a page of `custodes report` by what `custodes export --csv` says: report_page.py PAGE
CSV... [--curves SVG...]. It knows HTML, CSV and the names of columns, and nothing of custodes."""
import base64
import csv
import hashlib
import html.parser
import json
import re
import sys
import urllib.parse

VOID = {"meta", "img", "br", "input", "link", "hr"}
ELEMENTS = {"html", "head", "meta", "title", "style", "script", "body", "h1", "h2", "h3", "p", "b",
            "nav", "ul", "li", "a", "code", "pre", "section", "div", "img", "table", "thead",
            "tbody", "tr", "th", "td", "details", "summary", "span"}
ATTRIBUTES = {"lang", "charset", "http-equiv", "name", "content", "id", "type", "class", "tabindex",
              "role", "aria-label", "scope", "href", "src", "alt", "data-from"}
CONSERVED = ["planned", "tasks", "void", "honest_used", "honest_discarded", "honest_replaced",
             "attacks", "caught", "averted", "escaped", "reviews", "reports", "passes",
             "abstentions"]
failures = []


def fail(words):
    failures.append(words)


class Page(html.parser.HTMLParser):
    """The tables, data, scripts and verdicts of each section; what is not well-formed is told."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.sections, self.scripts, self.images = [], [], [], []
        self.policy, self.table, self.cell, self.paragraph = "", None, None, None
        self.region, self.text, self.ids, self.links = "", "", set(), set()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag not in ELEMENTS:
            fail(f"an element <{tag}>")
        for name, value in attrs:
            if name not in ATTRIBUTES:
                fail(f"<{tag} {name}={value[:60]!r}>")
        if len(given) != len(attrs):
            fail(f"<{tag}> with an attribute twice")
        if not given.get("href", "#").startswith("#"):
            fail(f"a link to {given['href']}")
        if tag == "a":
            self.links.add(given["href"][1:])
        if tag == "img" and not given["src"].startswith("data:image/svg+xml,"):
            fail(f"a picture from {given['src'][:60]}")
        if "id" in given and given["id"] in self.ids:
            fail(f"id {given['id']} twice")
        self.ids.add(given.get("id"))
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"]
        if tag == "section":
            self.sections.append({"tables": {}, "data": None, "verdict": []})
        if given.get("role") == "region":
            self.region = given["aria-label"]
        if tag == "table":
            self.table = self.sections[-1]["tables"].setdefault(self.region, [])
        if tag == "tr":
            self.table.append([])
        if tag in ("td", "th"):
            self.cell = ""
        if tag == "p":
            self.paragraph = ""
        if tag == "img":
            self.images.append(urllib.parse.unquote(given["src"].split(",", 1)[1]))
        if tag == "script":
            self.scripts.append([given.get("type"), ""])
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            fail(f"</{tag}> closes what is not open, at line {self.getpos()[0]}")
        if tag in ("td", "th"):
            self.table[-1].append(self.cell)
            self.cell = None
        if tag == "p" and self.sections:
            self.sections[-1]["verdict"].append(self.paragraph)
            self.paragraph = None
        if tag == "script" and self.scripts[-1][0]:
            self.sections[-1]["data"] = json.loads(self.scripts[-1][1], parse_float=str,
                                                   parse_int=str)

    def handle_data(self, data):
        if self.open and self.open[-1] == "script":
            self.scripts[-1][1] += data
        elif self.open and self.open[-1] != "style":
            self.text += data
        if self.cell is not None:
            self.cell += data
        if self.paragraph is not None:
            self.paragraph += data


def near(shown, told, digits=4):
    """Whether a number is another one in so many digits."""
    if told == "":
        return shown == "-"
    try:
        shown, told = float(shown), float(told)
    except ValueError:
        return False
    step = 10.0 ** (int(("%e" % told).split("e")[1]) - digits + 1)
    return abs(shown - told) <= 0.501 * step


def count(told):
    """A count as people write it."""
    if told == "" or int(told) < 1000000:
        return told or "-"
    digits, power = ("%.3e" % int(told)).split("e")
    return digits.rstrip("0").rstrip(".") + "e" + str(int(power))


def judge_estimate(shown, row, name):
    told = row[name]
    words = shown.replace(" (few)", "")
    if told != "":
        return near(words, told)
    bound = re.fullmatch(r"n\.d\. \(.*\): at (most|least) (\S+)", shown)
    if bound is None:
        return shown == "n.d. (no data)"
    end = float(row[name + ("_high" if bound[1] == "most" else "_low")])
    number = float(bound[2])
    safe = number >= end * (1 - 1e-6) if bound[1] == "most" else number <= end * (1 + 1e-6)
    return safe and abs(number - end) <= 0.1 * end


def judge_interval(shown, row, name):
    ends = re.fullmatch(r"\[(\S+), (\S+)\]", shown)
    return ends is not None and near(ends[1], row[name + "_low"]) and \
        near(ends[2], row[name + "_high"])


def judge_cell(title, shown, row, name, digits):
    """One field of a result's table; digits: of its closed forms."""
    if title == name or title == "estimate":
        return judge_estimate(shown, row, name)
    if row[name + "_method"] == "by design" and title in ("interval", "events", "of"):
        return shown == "-" or title != "interval" or judge_interval(shown, row, name)
    if title == "interval":
        return judge_interval(shown, row, name)
    if title in ("events", "of"):
        return shown == count(row[f"{name}_{title}"])
    if title == "exact":
        return near(shown, row[name + "_exact"], digits)
    if title == "worst law":
        return near(shown, row[name + "_worst"])
    if title == "trials":
        return shown == count(row["trials"])
    if title == "method":
        return shown == row[name + "_method"]
    return title in ("z", "approximate") or title.startswith("worst ")


def main_of(row):
    """The result that stands first in the export."""
    return next(name[:-7] for name in row if name.endswith("_method"))


def judge_tables(section, rows, axes, results, where):
    for name in results:
        table = section["tables"].get(name)
        if not axes:
            continue
        if len(rows) > 1000 and name != main_of(rows[0]):
            if table is not None:
                fail(f"{where}: a table of {name} of {len(rows)} cells")
            continue
        if table is None:
            fail(f"{where}: no table of {name}")
            continue
        titles = table[0]
        if titles[:len(axes)] != axes or len(table) - 1 != len(rows):
            fail(f"{where}: {name}: {titles}, {len(table) - 1} rows of {len(rows)}")
            continue
        for row, cells in zip(rows, table[1:]):
            place = [near(shown, row[axis], 6) or shown == row[axis]
                     for shown, axis in zip(cells, axes)]
            if not all(place):
                fail(f"{where}: {name}: at {cells[:len(axes)]}")
            for title, shown in list(zip(titles, cells))[len(axes):]:
                if row[name + "_method"] and not judge_cell(title, shown, row, name, 4):
                    fail(f"{where}: {name}, {title}: shows {shown} at {cells[:len(axes)]}")
    if not axes:
        table = section["tables"]["All results"]
        if [cells[0] for cells in table[1:]] != results:
            fail(f"{where}: other results than the export: {table}")
        for cells in table[1:]:
            for title, shown in list(zip(table[0], cells))[1:]:
                if not judge_cell(title, shown, rows[0], cells[0], 6):
                    fail(f"{where}: {cells[0]}, {title}: shows {shown}")


def judge_data(section, rows, axes, results, where):
    data = section["data"]
    if [axis["key"] for axis in data["axes"]] != axes:
        fail(f"{where}: axes of the data")
    if [of["name"] for of in data["results"]] != results:
        fail(f"{where}: results of the data")
    if len(data["cells"]) != len(rows):
        fail(f"{where}: {len(data['cells'])} cells in the data, {len(rows)} in the export")
    for row, cell in zip(rows, data["cells"]):
        for axis, at in zip(data["axes"], cell["at"]):
            value = axis["values"][int(at)]
            if value != row[axis["key"]] and float(value) != float(row[axis["key"]]):
                fail(f"{where}: data at {value}, export at {row[axis['key']]}")
        for name in results:
            fields = ["", "_low", "_high", "_exact", "_events", "_of"]
            told = [row[name + field] for field in fields]
            has = cell["results"].get(name)
            if row[name + "_method"] and ["" if x is None else x for x in has or []] != told:
                fail(f"{where}: data {name}: {has}, export {told}")
            if not row[name + "_method"] and has is not None:
                fail(f"{where}: data have {name}")


def judge_receipts(section, rows, axes, where):
    table = section["tables"]["Receipts"]
    names = [title for title in table[0] if title not in axes and title not in ("trials", "digest")]
    if names not in (CONSERVED, []) or len(table) - 1 != len(rows):
        fail(f"{where}: receipts {table[0]}, {len(table) - 1} rows")
    for row, cells in zip(rows, table[1:]):
        of = dict(zip(table[0], cells))
        for name in names + ["digest", "trials"]:
            if of[name] != (row[name] or "-"):
                fail(f"{where}: receipts, {name}: {of[name]}, export {row[name]}")


def judge_verdict(section, rows, axes, name, where):
    told = next((words for words in section["verdict"] if words.startswith(name + " (")), "")
    seen = [row for row in rows if row[name] != ""]
    number = r"(\S+) in \[(\S+), (\S+)\] \("
    if axes and seen:
        found = re.search(rf"is lowest, {number}.*highest, {number}", told)
        ends = [min(seen, key=lambda row: float(row[name])),
                max(seen, key=lambda row: float(row[name]))]
    elif not axes and seen:
        found = re.search(rf" is {number}", told)
        ends = [seen[0]]
    else:
        return
    if found is None:
        if "by design" not in told:
            fail(f"{where}: verdict: {told}")
        return
    for i, row in enumerate(ends):
        for j, field in enumerate(["", "_low", "_high"]):
            if not near(found[3 * i + j + 1], row[name + field]):
                fail(f"{where}: verdict: {told}, export {row[name + field]}")


def judge_section(section, path, where):
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    columns = list(rows[0])
    axes = columns[:columns.index("cell")]
    results = [name[:-7] for name in columns if name.endswith("_method") and
               any(row[name] for row in rows)]
    judge_tables(section, rows, axes, results, where)
    judge_receipts(section, rows, axes, where)
    judge_verdict(section, rows, axes, main_of(rows[0]), where)
    if section["data"] is not None:
        judge_data(section, rows, axes, results, where)
    elif axes and any(re.fullmatch(r"[-+0-9.e]+", rows[0][axis]) for axis in axes):
        fail(f"{where}: no data")


def judge_policy(page):
    parts = dict(part.strip().split(" ", 1) for part in page.policy.split(";"))
    own = [text for kind, text in page.scripts if kind is None]
    allowed = ["'sha256-%s'" % base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
               for text in own]
    if parts.get("default-src") != "'none'" or parts.get("img-src") != "data:":
        fail(f"the policy is {page.policy}")
    if parts.get("script-src") != (" ".join(allowed) or "'none'"):
        fail(f"the policy lets run {parts.get('script-src')}, there are {allowed}")


def main():
    split = sys.argv.index("--curves") if "--curves" in sys.argv else len(sys.argv)
    with open(sys.argv[1], encoding="utf-8") as file:
        text = file.read()
    page = Page()
    page.feed(text)
    page.close()
    if page.open:
        fail(f"left open: {page.open}")
    if not page.links <= page.ids:
        fail(f"links that lead nowhere: {page.links - page.ids}")
    judge_policy(page)
    paths = sys.argv[2:split]
    if len(page.sections) != len(paths):
        fail(f"{len(page.sections)} sections of {len(paths)} files")
    for section, path in zip(page.sections, paths):
        judge_section(section, path, path)
    for path in sys.argv[split + 1:]:
        with open(path, encoding="utf-8") as file:
            if file.read() not in page.images:
                fail(f"{path} is not in the page")
    data = sum(len(words) for kind, words in page.scripts if kind)
    tables = len("".join(re.findall(r"<table.*?</table>", text, re.S)))
    pictures = sum(len(words) for words in re.findall(r'src="data:[^"]*"', text))
    if len(text) - data - tables - pictures > 200000:
        fail(f"{len(text) - data - tables - pictures} bytes beside data, tables and pictures")
    for words in failures[:20]:
        print(words)
    sys.exit(1 if failures else 0)


main()
