# SPDX-License-Identifier: MIT
"""Runs from Python are the program's own: the same numbers, however the scenario is given."""

import csv
import io
import json
import shutil
import subprocess
import threading

import pytest
from conftest import LONG, ROOT, printed, timeless

import custodes


def test_dict_is_file_is_program(program, folder, sweep):
    (folder / "a.yaml").write_text(json.dumps(sweep))
    own = printed(program, "run", "a.yaml", "--json", "--quiet")
    by_dict = custodes.run(sweep, progress=False)
    by_file = custodes.run("a.yaml", progress=False)
    by_path = custodes.run(folder / "a.yaml", threads=1)
    assert len(own) == 4
    for results in (by_dict, by_file, by_path):
        assert timeless(results.to_dict()["cells"]) == own
    assert folder.joinpath("a.yaml").exists() and len(list(folder.iterdir())) == 2


def test_set_and_seed(program, folder, sweep):
    text = json.dumps(sweep).encode()
    own = printed(
        program, "run", "-", "--json", "--seed=7", "--set=scheming.rate=1e-05",
        "--set=protocol.kind=committee", text=text,
    )  # fmt: skip
    by_dict = custodes.run(sweep, seed=7, set={"scheming.rate": 1e-5, "protocol.kind": "committee"})
    by_list = custodes.run(
        sweep, seed=7, set=["scheming.rate=1e-05", "protocol.kind=committee"], progress=False
    )
    assert by_dict[0].seed == 7 and by_dict[0].scenario["scheming"]["rate"] == 1e-5
    assert timeless(by_dict.to_dict()["cells"]) == own == timeless(by_list.to_dict()["cells"])
    assert len(custodes.run(sweep, set={"sweep": {"scheming.rho": [0.1, 0.2, 0.3]}})) == 3
    with pytest.raises(TypeError, match="found text"):
        custodes.run(sweep, set="scheming.rate=1")


def test_values_that_are_nearly_python(sweep):
    numpy = pytest.importorskip("numpy")
    sweep["trial"]["agents"] = numpy.int64(50)
    sweep["sweep"] = {"scheming.rho": numpy.array([0, 0.5]), "protocol.reviewers": range(1, 4, 2)}
    results = custodes.run(sweep)
    assert results.axes == {"scheming.rho": [0, 0.5], "protocol.reviewers": [1, 3]}


def test_results_file(program, folder, sweep):
    sweep["claim"] = "ρ, 相関 <b>&amp; \"quotes\" \\ 'and' $x$ 😀\u2028"
    run = custodes.run(sweep, results="-odd name ρ.sqlite")
    kept = folder / "-odd name ρ.sqlite"
    before = kept.read_bytes()
    again = custodes.run(sweep, results="-odd name ρ.sqlite")
    read = custodes.read("-odd name ρ.sqlite")
    own = printed(program, "export", "./-odd name ρ.sqlite", "--json")
    assert kept.read_bytes() == before
    assert run[0].scenario["claim"] == sweep["claim"]
    for results in (run, again, read):
        assert timeless(results.to_dict()["cells"]) == own
    other = custodes.run({**sweep, "estimate": {"trials": 60, "seed": 2}}, results="b.sqlite")
    assert custodes.read("b.sqlite")[0].digest == other[0].digest != read[0].digest


def test_frame_is_csv(program, folder, sweep):
    """Every number of the frame is the one that --csv prints, and none of --csv is missing."""
    pytest.importorskip("pandas")
    sweep["estimate"]["stop"] = {"events": 10}
    sweep["uncertainty"] = {"monitor.score.tpr": {"beta": [90, 10]}}
    (folder / "a.yaml").write_text(json.dumps(sweep))
    done = subprocess.run([program, "run", "a.yaml", "--csv"], capture_output=True, check=False)
    assert done.returncode in (0, 4)
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode(), newline="")))
    try:
        frame = custodes.run("a.yaml").to_frame()
    except custodes.PrecisionNotMet as short:
        frame = short.results.to_frame()
    told = [name for name in rows[0] if any(row[name] for row in rows)]
    assert told == list(frame.columns) and len(rows) == len(frame) == 4
    assert {"residual_risk_input_high", "stop_look", "residual_risk_worst"} <= set(told)
    for name in told:
        for row, value in zip(rows, frame[name]):
            if row[name] == "":
                assert value is None or value != value or str(value) == "<NA>"
            elif isinstance(value, str):
                assert row[name] == value
            else:
                assert float(row[name]) == float(value), name
    assert str(frame["escaped"].dtype) == "Int64"


def test_big_sweep(program, folder):
    rates = 100 if LONG else 8
    scenario = {
        "trial": {"agents": 10, "rounds": 2},
        "scheming": {"dependence": "beta"},
        "estimate": {"trials": 2},
        "sweep": {
            "scheming.rate": [(i + 1) / 100 for i in range(rates)],
            "scheming.rho": [i / 40 for i in range(40)],
        },
    }
    results = custodes.run(scenario)
    assert len(results) == 40 * rates
    assert results[{"scheming.rate": 0.07, "scheming.rho": 0.125}].at == {
        "scheming.rate": 0.07,
        "scheming.rho": 0.125,
    }
    (folder / "a.yaml").write_text(json.dumps(scenario))
    own = printed(program, "run", "a.yaml", "--json")
    assert timeless(results.to_dict()["cells"]) == own


def test_runs_at_once(sweep):
    alone = [custodes.run(sweep, seed=seed)[0].digest for seed in range(4)]
    found = {}

    def run(seed):
        results = custodes.run(sweep, seed=seed, results=f"{seed}.sqlite", progress=False)
        found[seed] = results[0].digest

    threads = [threading.Thread(target=run, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[seed] for seed in range(4)] == alone and len(set(alone)) == 4


def test_validate(program, folder, sweep):
    cells = custodes.validate(sweep, seed=3, set={"protocol.kind": "committee"})
    assert [cell["at"] for cell in cells] == [{"scheming.rho": 0}, {"scheming.rho": 0.5}]
    assert cells[0]["planned"] == 50 * 10 * 60 and cells[0]["scenario"]["estimate"]["seed"] == 3
    exact = custodes.run(sweep, seed=3, set={"protocol.kind": "committee"})[1].exact
    assert cells[1]["exact"] == exact


def test_plan(sweep):
    plan = custodes.plan(sweep, threads=1)
    exact = custodes.validate(sweep)
    places = [cell["at"] for cell in plan.cells]
    assert places == [cell["at"] for cell in exact] == [cell.at for cell in custodes.run(sweep)]
    assert places[2] == {"scheming.rho": 0.5, "protocol.kind": "committee"}
    for cell, valid in zip(plan.cells, exact):
        assert cell["trials_most"] == 60
        assert cell["events"] == pytest.approx(valid["expected_escapes_in_all"], rel=1e-6)
    assert plan.total["cells"] == 4 and plan.total["measured"]["seconds"] > 0
    with pytest.raises(custodes.ScenarioError):
        custodes.plan({"trial": {"agents": 0}})


def test_files_that_a_dict_names(folder):
    """They are looked for in the current folder, and errors in them have their own place."""
    shutil.copy(ROOT / "scenarios" / "data" / "monitor_score_counts.json", folder / "data.json")
    counts = "lasr_closed_apps_selfrec_none_base__TM_gpt4omini__U_gpt41"
    score = {"model": "histogram", "fpr": 0.02, "set": counts, "file": "data.json"}
    scenario = {"estimate": {"trials": 5}, "monitor": {"score": score}}
    assert custodes.run(scenario)[0].scenario["monitor"]["score"]["model"] == "histogram"
    (folder / "data.json").write_text("{\n1")
    with pytest.raises(custodes.ScenarioError) as info:
        custodes.run(scenario)
    assert info.value.file.endswith("data.json") and info.value.line == 3


def test_report(folder, sweep):
    custodes.run(sweep, results="-a ρ.sqlite")
    assert custodes.report("-a ρ.sqlite") == "./-a ρ.html"
    page = custodes.report(folder / "-a ρ.sqlite", output=folder / "b.html")
    assert page == str(folder / "b.html") and "residual_risk" in (folder / "b.html").read_text()
    with pytest.raises(custodes.ScenarioError, match="--output"):
        custodes.report("-a ρ.sqlite", "b.sqlite")


def test_tied_axes():
    scenario = {
        "trial": {"agents": 10, "rounds": 2},
        "scheming": {"dependence": "beta"},
        "estimate": {"trials": 5},
        "sweep": {"scheming.rho, scheming.rate": [[0, 0.1], [0.5, 0.2]]},
    }
    results = custodes.run(scenario)
    assert [cell.at for cell in results] == [
        {"scheming.rho": 0, "scheming.rate": 0.1},
        {"scheming.rho": 0.5, "scheming.rate": 0.2},
    ]
    scenario["sweep"]["scheming.rho, scheming.rate"][1][0] = 7
    with pytest.raises(custodes.ScenarioError) as info:
        custodes.run(scenario)
    assert info.value.key == "sweep.scheming.rho, scheming.rate[1][0]"


def test_init(folder):
    text = custodes.init("new.yaml")
    assert (folder / "new.yaml").read_text() == text and "rate: 1e-3" in text
    with pytest.raises(custodes.Error):
        custodes.init("new.yaml")
    assert len(custodes.validate("new.yaml")) == 18


def test_progress(sweep, long_run, capsys):
    seen = []
    custodes.run(sweep, progress=seen.append)
    with pytest.raises(custodes.PrecisionNotMet):
        custodes.run(long_run, progress=seen.append, budget=1.2)
    assert seen and all(isinstance(progress, custodes.Progress) for progress in seen)
    last = seen[-1]
    assert last.cells_all == 1 and 0 < last.share < 1 and "of 1 cells" in str(last)
    custodes.run(sweep)
    assert capsys.readouterr() == ("", "")
    text = str(custodes.Progress(1, 2, 3, 4, seconds=5.0, seconds_left=100.0))
    assert text == "1 of 2 cells, 75 %, time left: 2 min"


def test_progress_of_a_hook_that_fails(long_run):
    def hook(progress):
        raise RuntimeError("mine")

    with pytest.raises(RuntimeError, match="mine"):
        custodes.run(long_run, progress=hook)
