# SPDX-License-Identifier: MIT
"""Each mistake is an exception with its place, and nothing ran."""

import json
import math
import os

import pytest
from conftest import PROGRAM, fake

import custodes
from custodes._errors import scenario_error


def refused(scenario, **more):
    with pytest.raises(custodes.ScenarioError) as info:
        custodes.run(scenario, progress=False, **more)
    assert isinstance(info.value, ValueError) and info.value.results is None
    return info.value


def test_place_in_a_file(folder):
    name = "odd: 1:2: name.yaml"
    (folder / name).write_text("trial: {agents: 10}\nscheming: {rte: 1}\n")
    error = refused(name)
    assert (error.file, error.line, error.column) == (name, 2, 12)
    assert error.key == "scheming.rte" and error.nearest == "scheming.rate"
    (folder / "b.yaml").write_text("scheming: {rate: 1.5}\n")
    error = refused("b.yaml")
    assert (error.file, error.line, error.column) == ("b.yaml", 1, 18)
    assert (error.expected, error.found) == ("a probability from 0 to 1", "1.5")
    assert str(error) == error.message and error.message.startswith("b.yaml:1:18: scheming.rate: ")
    error = refused("missing.yaml")
    assert error.file == "missing.yaml" and error.line is None and error.key is None


@pytest.mark.parametrize(
    "scenario, key, expected, found",
    [
        ({"schemin": {}}, "schemin", None, None),
        ({"scheming": {"rate": 2}}, "scheming.rate", "a probability from 0 to 1", "2"),
        ({"scheming": {"rate": "0.1"}}, "scheming.rate", "a probability from 0 to 1", "0.1"),
        ({"scheming": {"rate": math.nan}}, "scheming.rate", "a probability from 0 to 1", ".nan"),
        ({"scheming": {"rate": -math.inf}}, "scheming.rate", "a probability from 0 to 1", "-.inf"),
        ({"scheming": {"rate": None}}, "scheming.rate", "a probability from 0 to 1", "null"),
        (
            {"sweep": {"scheming.rate": [0.1, {"a": 1}]}},
            "sweep.scheming.rate[1]",
            None,
            None,
        ),
        (
            {"sweep": {"scheming.rate": [0.1, 0.2, 3]}},
            "sweep.scheming.rate[2]",
            "a probability from 0 to 1",
            "3",
        ),
        ({"scheming": {"rate": {1}}}, "scheming.rate", "a number, text, a list or a dict", "set"),
        ({"scheming": {1: 2}}, "scheming", "text as a key", "1"),
        ({"claim": "\ud800"}, "claim", "text", "half of a character"),
        ({"claim": "\x00"}, "claim", None, None),
        ({"claim": "\x1b[31m"}, "claim", None, None),
        ({"trial": {"agents": 10**5000}}, "trial.agents", "a number", None),
        (
            {"population": [{"lineage": "a", "share": 0.5}, {"lineag": "b"}]},
            "population[1].lineag",
            None,
            None,
        ),
    ],
)
def test_place_in_a_dict(scenario, key, expected, found):
    error = refused(scenario)
    assert (error.key, error.file, error.line, error.column) == (key, None, None, None)
    assert error.message.startswith(key + ": ")
    if expected is not None:
        assert error.expected == expected
        assert error.message.startswith(f"{key}: expected {expected}")
    if found is not None:
        assert error.found == found


def test_dicts_without_an_end():
    scenario = {"trial": {}}
    scenario["trial"]["agents"] = scenario
    assert "contains itself" in str(refused(scenario))
    deep = {}
    for _ in range(100000):
        deep = {"a": deep}
    assert "nested too deeply" in str(refused(deep))
    assert refused({}, set={"claim": deep}).key == "claim"


@pytest.mark.parametrize("letter", ["\x7f", "\x85", "\u2028", "\ufeff", "\ufffe", "😀", "'", '"'])
def test_letters(letter):
    """Text comes back as it is; what the program takes for a control character is refused there."""
    scenario = {"claim": f"a{letter}b", "estimate": {"trials": 1}}
    for arguments in ({}, {"set": {"claim": f"a{letter}b"}}):
        if letter == "\x7f":
            with pytest.raises(custodes.ScenarioError, match="claim: expected a text"):
                custodes.run(scenario, progress=False, **arguments)
        else:
            results = custodes.run(scenario, progress=False, **arguments)
            assert results[0].scenario["claim"] == f"a{letter}b"


def test_arguments():
    scenario = {"estimate": {"trials": 1}}
    error = refused(scenario, set={"scheming.rate": 3})
    assert error.key == "scheming.rate" and error.file == "--set scheming.rate=3"
    assert refused(scenario, set={"schem=ing": 3}).results is None
    assert "--threads" in refused(scenario, threads=0).message
    assert "found '-1'" in refused(scenario, seed=-1).message
    assert "--fail-if" in refused(scenario, fail_if="residual_risk.hi > 1").message
    assert "estimate.stop.relative" in refused(scenario, precision=2).message
    assert "--budget" in refused(scenario, budget="soon").message
    with pytest.raises(custodes.Error, match="--quiet|cannot be opened"):
        custodes.run("--quiet")
    with pytest.raises(custodes.Error):
        custodes.run("a\0b.yaml")
    with pytest.raises(TypeError):
        custodes.run(b"a.yaml")


def test_message_is_one_line(monkeypatch):
    monkeypatch.setenv("COLUMNS", "30")
    error = refused({"scheming": {"dependence": "betta"}})
    assert error.nearest == "beta" and error.found == "betta" and "\n" not in str(error)


def test_message_in_parts():
    said = "x.yaml:3: a.b: expected one of a, b; found 'c;, d'; the nearest is a"
    error = scenario_error(said, [])
    assert (error.file, error.line, error.column, error.key) == ("x.yaml", 3, None, "a.b")
    assert (error.expected, error.found, error.nearest) == ("one of a, b", "c;, d", "a")
    error = scenario_error("run: expected FILE, found nothing", [])
    assert (error.file, error.key, error.found) == (None, None, "nothing")


def test_gates(sweep):
    with pytest.raises(custodes.GateError, match="residual_risk.high") as info:
        custodes.run(sweep, fail_if=["residual_risk.low > 1", "residual_risk.high > 0"])
    assert len(info.value.results) == 4
    assert len(custodes.run(sweep, fail_if="residual_risk.low > 1")) == 4


def test_precision_and_budget(sweep, long_run):
    with pytest.raises(custodes.PrecisionNotMet, match="estimate.stop.relative") as info:
        custodes.run(sweep, precision=1e-4)
    assert len(info.value.results) == 4 and info.value.results[0].trials == 60
    with pytest.raises(custodes.PrecisionNotMet, match="budget") as info:
        custodes.run(long_run, budget="0.5s", results="a.sqlite", progress=False)
    assert len(info.value.results) == 0  # no trials count before all of them are there
    with pytest.warns(custodes.Note, match="1 of 1 cells have not all their trials"):
        assert custodes.read("a.sqlite")[0].trials > 0


def test_budget_and_looks(long_run):
    """Where trials may end early there are looks, and results up to the last one."""
    long_run["estimate"]["stop"] = {"relative": 1e-9}
    found = []
    for _ in range(100):  # a slow machine needs some of them
        with pytest.raises(custodes.PrecisionNotMet, match="budget") as info:
            custodes.run(long_run, budget=0.5, results="a.sqlite", progress=False)
        found = found or list(info.value.results)
        if found:
            break
    assert 0 < found[0].trials < 10**8
    with pytest.warns(custodes.Note):
        assert custodes.read("a.sqlite")[0].trials >= found[0].trials


def test_results_files(folder):
    with pytest.raises(custodes.Error, match="none.sqlite"):
        custodes.read("none.sqlite")
    (folder / "text").write_text("no database")
    with pytest.raises(custodes.Error, match="expected a results file"):
        custodes.read(folder / "text")
    with pytest.raises(custodes.ProgramError):
        custodes.run({"estimate": {"trials": 1}}, results="no/such/folder/a.sqlite")


def test_no_program(folder, monkeypatch):
    with pytest.raises(custodes.ProgramError, match="program: .*no program '/none/custodes'"):
        custodes.version(program="/none/custodes")
    monkeypatch.setenv("CUSTODES", "/none/either")
    with pytest.raises(custodes.ProgramError, match="CUSTODES: .*'/none/either'"):
        custodes.run({})
    monkeypatch.delenv("CUSTODES")
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr("custodes._program._built", lambda: [])
    with pytest.raises(custodes.ProgramError, match="was not found"):
        custodes.run({})
    os.symlink(PROGRAM, folder / "custodes")
    assert custodes.version().version
    broken = folder / "broken"
    broken.write_text("")
    broken.chmod(0o755)
    with pytest.raises(custodes.ProgramError, match="cannot be started"):
        custodes.version(program=broken)


@pytest.mark.parametrize(
    "body, words",
    [
        ("print('hello')", "found other output"),
        ("print('{}')", "line 1 is no cell"),
        ("print('[1]')", "line 1 is no cell"),
        ("sys.stdout.buffer.write(b'\\xff\\xfe\\n')", "found other output"),
        ("sys.exit(1)", "ended with 1 and said nothing"),
        ("sys.exit(77)", "ended with 77"),
        ("sys.stderr.write('custodes: out of it'); sys.exit(1)", "^out of it$"),
        ("os.kill(os.getpid(), 9)", "ended by signal 9"),
        ("os.abort()", "ended by signal 6"),
        ("print('[' * 100000)", "found other output"),
    ],
)
def test_strange_programs(folder, body, words):
    with pytest.raises(custodes.ProgramError, match=words):
        custodes.run({}, program=fake(folder, body))
    with pytest.raises(custodes.ProgramError):
        custodes.version(program=fake(folder, body))


def test_program_that_does_not_read(folder):
    """A large scenario and a program that has seen enough: no deadlock, no broken pipe."""
    scenario = {"sweep": {"scheming.rate": [i / 1e6 for i in range(100000)]}}
    body = "sys.stderr.write('custodes: ' + 'x' * 300000 + '\\n'); sys.exit(2)"
    with pytest.raises(custodes.ScenarioError, match="xxx"):
        custodes.run(scenario, program=fake(folder, body))


def test_progress_that_is_strange(folder):
    lines = ['{"cells_done":1,"cells_all":2,"tasks_done":"many","new":[1]}', "{broken", "[]", "{}"]
    said = "".join(line + "\n" for line in lines)
    body = f"sys.stderr.write({said!r})"
    seen = []
    with pytest.warns(custodes.Note, match="{broken"):
        custodes.run({}, program=fake(folder, body), progress=seen.append)
    assert seen == [custodes.Progress(cells_done=1, cells_all=2)]
    assert seen[0].share is None and str(seen[0]) == "1 of 2 cells"


def test_words_of_json():
    """What is written for a dict is JSON, so that YAML and JSON read the same."""
    from custodes._scenario import scenario_text

    scenario = {"a": [1, 2.5, "x\n\t\"", True, None, [], {}], "b.c": {"d": 1e-300, "e": -0.0}}
    text, paths = scenario_text(scenario)
    assert json.loads(text) == scenario
    assert paths[2] == "a[0]" and paths[-1] == "b.c.e"
