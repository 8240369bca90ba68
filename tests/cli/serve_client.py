#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A client of the live view of a run, which knows HTTP, JSON, the text format of Prometheus and
docs/live.md, and nothing of custodes.
    serve_client.py watch URL SEEN   reads until nobody answers; writes what was seen
    serve_client.py judge SEEN RUN   holds it against what `run --json` or `export --json` printed;
                                     with a third argument: of a run that was watched to its end
    serve_client.py hostile URL      asks in every wrong way
    serve_client.py slow URL         sends and reads a byte now and then
"""
import http.client
import json
import re
import socket
import sys
import time
import urllib.parse

NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"')
NUMBER = re.compile(r"[+-]?(\d+(\.\d+)?(e[+-]?\d+)?|Inf)|NaN")
failures = []


def fail(words):
    failures.append(words)


def get(url, path, method="GET", **headers):
    to = http.client.HTTPConnection(url.hostname, url.port, timeout=20)
    to.request(method, path, headers=headers)
    answer = to.getresponse()
    text = answer.read().decode("utf-8")
    to.close()
    return answer, text


# Metrics, as the text format 0.0.4 has them: HELP, TYPE and samples of a family together.
def metrics(text):
    samples, kinds, family = {}, {}, None
    if not text.endswith("\n"):
        fail("metrics: the last line has no end")
    for line in text.split("\n")[:-1]:
        if line.startswith("# HELP "):
            family, words = line[7:].split(" ", 1)
            if not NAME.fullmatch(family) or family in kinds or re.search(r"\\[^\\n]", words):
                fail(f"metrics: {line}")
            kinds[family] = None
        elif line.startswith("# TYPE "):
            name, kind = line[7:].split(" ")
            if name != family or kinds[name] or kind not in ("counter", "gauge"):
                fail(f"metrics: {line}")
            if (kind == "counter") != name.endswith("_total"):
                fail(f"metrics: {name} is a {kind}")
            kinds[name] = kind
        else:
            name = NAME.match(line).group()
            rest, labels = line[len(name):], []
            if rest.startswith("{"):
                at = 1
                while rest[at] != "}":
                    label = LABEL.match(rest, at)
                    labels.append(label.groups())
                    at = label.end() + (rest[label.end()] == ",")
                rest = rest[at + 1:]
            if name != family or not kinds[name] or rest[0] != " " or \
                    not NUMBER.fullmatch(rest[1:]) or len(dict(labels)) != len(labels):
                fail(f"metrics: {line}")
            key = (name, tuple(labels))
            if key in samples:
                fail(f"metrics: {key} twice")
            samples[key] = float(rest[1:])
    return samples


# Whether metrics and status, one read after the other, can be of one run.
def agree(samples, before, after):
    for name, member in (("custodes_cells_done", "cells_done"),
                         ("custodes_tasks_done_total", "tasks_done"),
                         ("custodes_records_reached_total", ("receipt", "reached"))):
        ends = [s[member] if isinstance(member, str) else s[member[0]][member[1]]
                for s in (before, after)]
        if not ends[0] <= samples[name, ()] <= ends[1]:
            fail(f"{name} is {samples[name, ()]}, the status {ends}")
    if before["results"] == after["results"]:
        high = {dict(labels)["position"]: value for (name, labels), value in samples.items()
                if name == "custodes_result_high"}
        want = {str(cell["position"]): result["high"] for cell in before["results"]
                for result in cell["results"].values()}
        if high != want:
            fail(f"upper ends are {high}, the status has {want}")


def watch(url, path):
    seen, last, answers = {}, None, 0
    while True:
        try:
            _, text = get(url, "/status")
            status = json.loads(text)
            if last and any(status[x] < last[x] for x in ("cells_done", "tasks_done", "seconds")):
                fail(f"it went back: {last} to {status}")
            for cell in status["results"]:
                seen[f"{cell['position']} {cell['trials']}"] = cell
            if status["receipt"]["sent"] < status["receipt"]["reached"]:
                fail(f"more reached than was sent: {status['receipt']}")
            last = status
            if answers % 7 == 3:
                agree(metrics(get(url, "/metrics")[1]), status, json.loads(get(url, "/status")[1]))
        except (OSError, http.client.HTTPException):
            break
        answers += 1
        time.sleep(0.03)
    with open(path, "w", encoding="utf-8") as out:
        json.dump({"last": last, "seen": seen, "answers": answers}, out)
    print(f"{answers} answers, {len(seen)} results")


def judge(path, printed, whole=False):
    with open(path, encoding="utf-8") as file:
        seen = json.load(file)
    with open(printed, encoding="utf-8") as file:
        cells = [json.loads(line) for line in file]
    held = 0
    for cell in cells:
        for shown in seen["seen"].values():
            if shown["at"] != cell["at"] or shown["trials"] != cell["counts"]["trials"]:
                continue
            held += 1
            for name, result in shown["results"].items():
                if result != cell["results"][name]:
                    fail(f"{cell['at']}: shown {result}, printed {cell['results'][name]}")
                if shown["exact"].get(name) != cell["exact"].get(name):
                    fail(f"{cell['at']}: exact {shown['exact']}, printed {cell['exact']}")
    last = seen["last"]
    if whole:
        receipt = cells[0]["provenance"]["receipt"]
        if held != len(cells) or len(last["results"]) != len(cells) or last["state"] != "ended":
            fail(f"{held} of {len(cells)} cells were shown as they ended")
        if last["receipt"]["reached"] != receipt["records"] or \
                last["receipt"]["sent"] != receipt["records"]:
            fail(f"shown {last['receipt']}, printed {receipt}")
        if last["tasks_done"] != last["tasks_all"] or last["cells_done"] != last["cells_all"]:
            fail(f"ended, and not all is done: {last}")
    print(f"{held} results held against {len(cells)} cells")
    if held == 0:
        fail("nothing was held against anything")


# The status of an answer to bytes; 0: none.
def send(url, data):
    with socket.create_connection((url.hostname, url.port), timeout=20) as to:
        answer = b""
        try:
            to.sendall(data)
            while part := to.recv(65536):
                answer += part
        except ConnectionError:
            pass
    found = re.match(rb"HTTP/1\.[01] (\d{3}) ", answer)
    return int(found.group(1)) if found else 0


# Requests, and the status of their answers; 0: none.
def requests(host):
    return [
        ("GET / HTTP/1.1\r\n" + host + "\r\n", 200),
        ("GET /state HTTP/1.1\r\n" + host + "\r\n", 200),
        ("HEAD /metrics HTTP/1.1\r\n" + host + "\r\n", 200),
        ("GET /favicon.ico HTTP/1.1\r\n" + host + "\r\n", 404),
        ("GET //status HTTP/1.1\r\n" + host + "\r\n", 404),
        ("GET /%2e%2e/status HTTP/1.1\r\n" + host + "\r\n", 404),
        ("POST /status HTTP/1.1\r\n" + host + "Content-Length: 2\r\n\r\n{}", 405),
        ("DELETE / HTTP/1.1\r\n" + host + "\r\n", 405),
        ("GET /status HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", 403),
        ("GET /status HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n" + host + "X: " + 40000 * "x" + "\r\n\r\n", (431, 0)),
        ("GET /" + 40000 * "x" + " HTTP/1.1\r\n" + host + "\r\n", (414, 431, 0)),
        ("GET / HTTP/1.1\r\n" + host + 2000 * "a: b\r\n" + "\r\n", (431, 0)),
        ("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", (400, 0)),
    ]


def hostile(url):
    host = f"Host: 127.0.0.1:{url.port}\r\nConnection: close\r\n"
    for text, statuses in requests(host):
        found = send(url, text.encode("latin-1"))
        if found not in (statuses if isinstance(statuses, tuple) else (statuses,)):
            fail(f"{text[:60]!r}: expected {statuses}, found {found}")
    for path, kind in (("/", "text/html; charset=utf-8"), ("/status", "application/json"),
                       ("/metrics", "text/plain; version=0.0.4; charset=utf-8")):
        answer, text = get(url, path)
        if answer.getheader("Content-Type") != kind or \
                answer.getheader("Cache-Control") != "no-store" or \
                answer.getheader("X-Content-Type-Options") != "nosniff" or \
                not answer.getheader("Content-Security-Policy").startswith("default-src 'none'") or \
                "frame-ancestors 'none'" not in answer.getheader("Content-Security-Policy") or \
                answer.getheader("Access-Control-Allow-Origin") is not None:
            fail(f"{path}: {answer.getheaders()}")
        head, nothing = get(url, path, "HEAD")
        if nothing or abs(int(head.getheader("Content-Length")) - len(text.encode())) > 5000:
            fail(f"HEAD {path}: {head.getheaders()}")
    many = [socket.create_connection((url.hostname, url.port), timeout=20) for _ in range(100)]
    for to in many:
        to.sendall(b"GET /status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    served = 0
    for to in many:
        served += to.recv(65536).startswith(b"HTTP/1.1 200 ")
        to.close()
    if served != 100:
        fail(f"{served} of 100 connections were served")


# All places are taken by those who are never done; they are put out, and others are served.
def slow(url):
    for text in (3000 * "\r\n", "\0" * 3000 + "\r\n\r\n"):
        if send(url, text.encode()) not in (400, 0):
            fail(f"{text[:20]!r} is answered")
    start = time.monotonic()
    all_of = [socket.create_connection((url.hostname, url.port), timeout=20) for _ in range(70)]
    for to in all_of:
        to.sendall(b"GET / HTTP/1.1\r\nX: ")
    gone = 0
    while gone < 64 and time.monotonic() - start < 30:
        time.sleep(0.5)
        gone = 0
        for to in all_of:
            try:
                to.send(b"x")
            except OSError:
                gone += 1
    taken = time.monotonic() - start
    if gone < 64 or taken < 8:
        fail(f"{gone} of 70 were put out after {taken:.1f} s")
    answer, _ = get(url, "/status")
    if answer.status != 200:
        fail("nobody else is served")
    print(f"put out after {taken:.1f} s")


if sys.argv[1] == "judge":
    judge(*sys.argv[2:])
else:
    {"watch": watch, "hostile": hostile, "slow": slow}[sys.argv[1]](
        urllib.parse.urlsplit(sys.argv[2]), *sys.argv[3:])
for words in failures[:20]:
    print(f"FAILED: {words}")
sys.exit(1 if failures else 0)
