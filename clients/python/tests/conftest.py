# SPDX-License-Identifier: MIT
"""What the tests share: the program of the build, named by CUSTODES, and small scenarios."""

import json
import os
import pathlib
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
CLIENT = HERE.parent
ROOT = CLIENT.parent.parent
LONG = os.environ.get("CST_LONG") == "1"
PROGRAM = os.environ.get("CUSTODES", "")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Each test works in a folder of its own, with a TMPDIR that must be empty at its end."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    assert os.listdir(temporary) == []


@pytest.fixture
def program():
    assert os.path.isfile(PROGRAM), "CUSTODES must name the program to be tested"
    return PROGRAM


@pytest.fixture
def sweep():
    return {
        "trial": {"agents": 50, "rounds": 10},
        "scheming": {"rate": 0.01, "dependence": "beta"},
        "estimate": {"trials": 60},
        "sweep": {"scheming.rho": [0, 0.5], "protocol.kind": ["committee", "untrusted-monitor"]},
    }


@pytest.fixture
def long_run():
    """More than any test waits for, in blocks that are quickly done."""
    return {
        "trial": {"agents": 1000, "rounds": 100},
        "scheming": {"rate": 0.01},
        "estimate": {"trials": 10**8, "method": "skip"},
    }


def printed(program, *arguments, text=None):
    """What the program itself prints in JSON, without what differs from run to run."""
    done = subprocess.run([program, *arguments], input=text, capture_output=True, check=True)
    return timeless(json.loads(line) for line in done.stdout.splitlines())


def timeless(cells):
    return [{part: cell[part] for part in cell if part != "provenance"} for cell in cells]


def fake(folder, body):
    """A program that is none of ours: a script of Python."""
    path = folder / "fake"
    path.write_text(f"#!{sys.executable}\nimport os, sys, time\n{body}\n")
    path.chmod(0o755)
    return str(path)


def environment(**more):
    paths = filter(None, [os.environ.get("PYTHONPATH"), str(CLIENT)])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), **more}
