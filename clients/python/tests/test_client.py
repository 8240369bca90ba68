# SPDX-License-Identifier: MIT
"""The package as a whole: how fast it is there, its example, its pages, its installation."""

import importlib.util
import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest
from conftest import CLIENT, LONG, ROOT, environment

import custodes
from custodes import _program


def run(*command, **more):
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=environment(**more)
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_import_is_quick():
    """The best of five, under 0.2 s; and what is slow to load is not loaded."""
    code = (
        "import sys, time; t = time.perf_counter(); import custodes; t = time.perf_counter() - t;"
        "slow = {'pandas', 'matplotlib', 'numpy', 'subprocess', 'asyncio', 'sqlite3'};"
        "print(t, *sorted(slow & set(sys.modules)))"
    )
    said = [run(sys.executable, "-c", code).split() for _ in range(5)]
    assert all(len(words) == 1 for words in said), said
    assert min(float(words[0]) for words in said) < 0.2


def test_typed():
    assert (pathlib.Path(custodes.__file__).parent / "py.typed").exists()
    import typing

    for name in custodes.__all__:
        thing = getattr(custodes, name)
        assert thing.__doc__, name
        if callable(thing) and not isinstance(thing, type):
            assert "return" in typing.get_type_hints(thing), name


def test_version(program):
    version = custodes.version()
    assert version.version in run(program, "version") and version.model_version > 0
    project = (ROOT / "CMakeLists.txt").read_text()
    assert f"project(custodes VERSION {version.version} " in project


def test_built_program(tmp_path, monkeypatch):
    """Of a source tree the release is taken, else what was built last."""
    package = tmp_path / "clients" / "python" / "custodes"
    package.mkdir(parents=True)
    monkeypatch.setattr(_program, "__file__", str(package / "_program.py"))
    assert _program._built() == []
    (tmp_path / "CMakeLists.txt").touch()
    for number, name in enumerate(("release", "old", "new", "none")):
        (tmp_path / "build" / name).mkdir(parents=True)
        path = tmp_path / "build" / name / "custodes"
        path.touch()
        path.chmod(0o644 if name == "none" else 0o755)
        os.utime(path, (number, number))
    built = [os.path.basename(os.path.dirname(path)) for path in _program._built()]
    assert built == ["release", "new", "old"]


def test_example(folder):
    """It leaves alone what the README makes in the same folder: first.yaml and what comes of it."""
    own = folder / "custodes-first"
    mine = {folder / ("first" + end) for end in (".yaml", ".sqlite", ".html", ".png")}
    for path in mine:
        path.write_text("mine")
    before = set(folder.iterdir())
    for _ in range(2 if LONG else 1):  # again in the same folder it goes on from its files
        text = run(sys.executable, str(CLIENT / "examples" / "first.py"), MPLBACKEND="Agg")
        assert "scheming.rho expected a probability from 0 to 1 found 1.5" in text
        assert text.endswith("True\n") and (own / "first.sqlite").stat().st_size > 0
    assert set(folder.iterdir()) == before | {own}
    assert all(path.read_text() == "mine" for path in mine)


def test_commands(program):
    """A command has a function, or the page says that it has none."""
    listed = run(program, "--help").split("commands:\n")[1].split("\n\n")[0]
    page = (ROOT / "docs/python.md").read_text().split("## Commands without a function\n")[1]
    without = set(re.findall("`([a-z]+)`", page.split(" have no function")[0]))
    functions = {"export" if name == "read" else name for name in custodes.__all__}
    commands = set(re.findall(r"(?m)^  ([a-z]+) ", listed))
    assert "rerun" in commands and without == commands - functions


@pytest.mark.parametrize("page", ["docs/python.md", "README.md"])
def test_page(page):
    """The blocks of a page run in their order, as one script."""
    blocks = re.findall(r"(?ms)^```python\n(.*?)^```$", (ROOT / page).read_text())
    assert blocks
    os.symlink(ROOT / "scenarios", "scenarios")
    run(sys.executable, "-c", "\n".join(blocks), MPLBACKEND="Agg")


def test_pip(folder):
    """pip installs it without a network; of a copy, as it builds in the folder of the sources."""
    if not all(importlib.util.find_spec(name) for name in ("pip", "setuptools")):
        pytest.skip("no pip, or no setuptools")
    ignored = shutil.ignore_patterns("build", "*.egg-info", "__pycache__")
    shutil.copytree(CLIENT, folder / "clients" / "python", ignore=ignored)
    shutil.copy(ROOT / "CMakeLists.txt", folder)
    run(
        sys.executable, "-m", "pip", "install", "--no-build-isolation", "--no-index", "--no-deps",
        "--disable-pip-version-check", "--no-compile", "--no-cache-dir", "-q", "--target", "there",
        "clients/python",
    )  # fmt: skip
    assert (folder / "there" / "custodes" / "py.typed").exists()
    code = (
        "import custodes, importlib.metadata; print(custodes.__file__);"
        "assert importlib.metadata.version('custodes') == custodes.version().version"
    )
    there = str(folder / "there")
    assert there in run(sys.executable, "-c", code, PYTHONPATH=there)
