# SPDX-License-Identifier: MIT
"""Results as objects, frames, tables and pictures, from cells that are made up here."""

import json
import math
import re

import pytest
from conftest import fake

import custodes
from custodes._results import results_of


def a_cell(at, estimate=0.25, events=5, counts=None, name="residual_risk", **more):
    result = {
        "estimate": estimate,
        "low": 0.1,
        "high": 0.5,
        "confidence": 0.95,
        "method": "by hand",
        "events": events,
        "of": 20,
        "few": events < 10,
    }
    return {
        "scenario": {"claim": "<script>alert(1)</script> costs $1 and $2"},
        "seed": 1,
        "cell": "c",
        "counts": counts or {"trials": 9},
        "stop": {"rule": "trials", "trials": 9},
        "at": at,
        "results": {name: result},
        "exact": {name: 0.3},
        "digest": "d",
        **more,
    }


def made(*cells):
    return results_of("".join(json.dumps(cell) + "\n" for cell in cells).encode())


def test_exact_numbers(folder):
    """No number loses a digit on its way, whether whole or not."""
    whole = 2**63 - 1
    cell = a_cell({}, counts={"trials": 2**53 + 1, "escaped": whole})
    text = json.dumps(cell).replace("0.25", "0.1000000000000000055511151231257827")
    results = custodes.run({}, program=fake(folder, f"print({text!r})"))
    assert results[0].counts["escaped"] == whole and results[0].trials == 2**53 + 1
    assert isinstance(results[0].counts["escaped"], int)
    assert results[0]["residual_risk"].estimate == 0.1
    pytest.importorskip("pandas")
    frame = results.to_frame()
    assert int(frame["escaped"][0]) == whole and int(frame["trials"][0]) == 2**53 + 1


def test_counters_with_gaps():
    pytest.importorskip("pandas")
    results = made(
        a_cell({"a.b": "1"}, counts={"trials": 9, "pivotal": 2**53 + 1}), a_cell({"a.b": "2"})
    )
    frame = results.to_frame()
    assert int(frame["pivotal"][0]) == 2**53 + 1
    assert frame["pivotal"].isna().tolist() == [False, True]
    assert frame["a.b"].tolist() == [1, 2] and str(frame["a.b"].dtype) == "int64"


def test_places():
    results = made(
        *(a_cell({"scheming.rate": r, "kind": k}) for r in ("1e-6", "0.1") for k in ("no", "1"))
    )
    assert results.axes == {"scheming.rate": [1e-6, 0.1], "kind": ["no", "1"]}
    assert results[{"scheming.rate": 0.1, "kind": "no"}] is results[2] is results.cells[2]
    assert results[{"scheming.rate": 0.30000000000000004 / 3, "kind": "1"}] is results[-1]
    assert len(results.select({"kind": "1"})) == 2 and len(results.select({})) == 4
    assert results.select({"kind": "1"})[{"scheming.rate": 1e-6}] is results[1]
    assert results[1:3].axes["kind"] == ["1", "no"] and list(results)[3] is results[3]
    for at, words in (
        ({"scheming.rate": 0.2}, "it is 1e-06, 0.1"),
        ({"kind": "yes"}, "never 'yes'"),
        ({"rate": 1}, "no axis 'rate'"),
        ({"kind": "no"}, "say scheming.rate too"),
        ({"scheming.rate": None}, "never None"),
    ):
        with pytest.raises(KeyError, match=words):
            results[at]
    with pytest.raises(IndexError):
        results[4]
    for name, words in (
        ("residual_risk", "write results[0]['residual_risk'], or results.to_frame()['resid"),
        ("scheming.rate", "is an axis: results[{'scheming.rate': 1e-06}] is a cell"),
        ("risk", "no axis or result 'risk' here; there are scheming.rate, kind, residual_risk"),
    ):
        with pytest.raises(KeyError, match=re.escape(words)):
            results[name]
    with pytest.raises(KeyError, match="there are residual_risk"):
        results[0]["residual"]
    assert "scheming.rate=1e-06" in repr(results[0]) and "4 cells over" in repr(results)


def test_a_cell_is_a_mapping():
    cell = made(a_cell({}))[0]
    assert list(cell) == ["residual_risk"] and len(cell) == 1 and "x" not in cell
    risk = cell["residual_risk"]
    assert str(risk) == "0.25 [0.1, 0.5]"
    assert (risk.exact, risk.events, risk.of, risk.few) == (0.3, 5, 20, True)
    assert risk.method == "by hand"
    assert cell.at == {} and made(a_cell({})).axes == {}


def test_no_cells():
    results = made()
    assert len(results) == 0 and results.axes == {} and results.names == []
    assert "no results" in results._repr_html_() and repr(results) == "<Results: 0 cells>"
    with pytest.raises(ValueError, match="expected a result"):
        results.plot()


def test_html():
    text = made(
        a_cell({"<i>": "<b>&"}), a_cell({"<i>": "x"}, estimate=None, events=0)
    )._repr_html_()
    assert "<b>" not in text and "<i>" not in text and "&lt;b&gt;&amp;" in text
    assert "no events" in text and "0 (few)" in text and "0.1 to 0.5" in text
    many = made(*(a_cell({"a": str(i)}) for i in range(300)))._repr_html_()
    assert many.count("<tr>") == 101 and "300 cells" in many


def test_frame_without_pandas(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(ImportError, match="python3-pandas"):
        made(a_cell({})).to_frame()


def test_plot_without_matplotlib(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    with pytest.raises(ImportError, match="python3-matplotlib"):
        made(a_cell({"a": "1"})).plot()


@pytest.fixture
def pyplot():
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from matplotlib import pyplot

    yield pyplot
    pyplot.close("all")


def test_plot(pyplot):
    rates = ["1e-4", "1e-3", "1e-1"]
    cells = [
        a_cell({"scheming.rate": rate, "kind": kind}, estimate=risk, events=7 if risk else 0)
        for kind, none in (("$a", None), ("b_", 0))  # no events: no estimate, or 0
        for rate, risk in zip(rates, (none, 0.02, 0.9))
    ]
    ax = made(*cells).plot()
    ax.figure.savefig("a.png")
    assert ax.get_xscale() == "log" and ax.get_yscale() == "log"
    assert ax.get_xlabel() == "scheming.rate" and ax.get_ylabel() == "residual_risk"
    for curve in ax.containers:
        assert curve.lines[0].get_xdata().tolist() == [1e-3, 1e-1]
        assert curve.lines[0].get_ydata().tolist() == [0.02, 0.9]
    hollow = [line for line in ax.lines if line.get_marker() == "v"]
    assert [list(line.get_ydata()) for line in hollow] == [[0.5], [0.5]]
    crosses = [line for line in ax.lines if line.get_marker() == "x"]
    assert list(crosses[0].get_ydata()) == [0.3] * 6
    words = [text.get_text() for text in ax.get_legend().get_texts()]
    assert words[1:] == ["kind=$a", "kind=b_"] and "closed form" in words


def test_plot_choices(pyplot):
    results = made(*(a_cell({"kind": k, "a": v}) for k in ("x", "y") for v in ("0", "1")))
    assert results.plot().get_xlabel() == "a" and results.plot().get_xscale() == "linear"
    assert results.plot(scale="log").get_yscale() == "log"
    ax = pyplot.subplots()[1]
    assert results.plot(along="kind", ax=ax) is ax and len(ax.containers) == 2
    for more, words in (
        ({"along": "b"}, "kind, a; found 'b'"),
        ({"result": "b"}, "residual_risk; found 'b'"),
        ({"scale": "b"}, "auto, linear or log"),
    ):
        with pytest.raises(ValueError, match=words):
            results.plot(**more)
    bare = made(*(a_cell({"a": a}, exact={}) for a in ("1", "2"))).plot()  # and no warning
    assert bare.get_legend() is None
    with pytest.raises(ValueError, match="found one cell"):
        made(a_cell({})).plot()
    wide = made(*(a_cell({"a": "1", "b": str(i)}) for i in range(17)))
    with pytest.raises(ValueError, match="at most 16 curves, found 17"):
        wide.plot(along="a")


def test_plot_of_tied_axes(pyplot):
    """Keys that move together are one axis, and are drawn from left to right."""
    tied = [("0.3", "1"), ("0.1", "2"), ("0.2", "2")]
    cells = [a_cell({"a": a, "b": b, "c": c}) for a, b in tied for c in ("x", "y")]
    ax = made(*cells).plot(along="a")
    assert [curve.get_label() for curve in ax.containers] == ["c=x", "c=y"]
    assert list(ax.containers[0].lines[0].get_xdata()) == [0.1, 0.2, 0.3]
    assert len(made(*cells).plot(along="b").containers) == 6


def test_mechanism():
    """Where agents do no tasks, the first result stands for the others."""
    guards = {"guards": {"transfer": 0.5}, "estimate": {"trials": 50}}
    results = custodes.run({**guards, "sweep": {"guards.guards": [1, 2]}})
    assert results.names[0] != "residual_risk" and results.names[0] in results._repr_html_()
    assert all(math.isfinite(of.low) for cell in results for of in cell.values())
