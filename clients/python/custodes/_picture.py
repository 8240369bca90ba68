# SPDX-License-Identifier: MIT
"""Results as curves, with matplotlib."""

from __future__ import annotations

import textwrap
from typing import Any, Dict, List, Optional, Sequence, Tuple

from ._results import AxisValue, Cell, Results, main_result

# Okabe and Ito's colours and two more, as in the program's pictures; past them the marks change.
_COLOURS = "#0072B2 #D55E00 #009E73 #CC79A7 #E69F00 #56B4E9 #7F3C8D #666666".split()
_MARKS = ("o", "s")
_CURVES = len(_COLOURS) * len(_MARKS)
_WIDE = 30.0  # a span from which on an axis is logarithmic


def _along(results: Results, along: Optional[str]) -> str:
    axes = results.axes
    if along is not None:
        if along not in axes:
            known = ", ".join(axes) or "none, as there is no sweep"
            raise ValueError(f"plot: expected an axis of the sweep, {known}; found {along!r}")
        return along
    if not axes:
        raise ValueError("plot: expected results of a sweep, found one cell")
    numeric = [axis for axis, values in axes.items() if not isinstance(values[0], str)]
    return "scheming.rate" if "scheming.rate" in numeric else (numeric or list(axes))[0]


def _others(results: Results, along: str) -> List[str]:
    """The axes that tell curves apart: not those that are tied to the one along which is drawn."""
    others = []
    for axis in results.axes:
        pairs = {(cell.at[along], cell.at[axis]) for cell in results}
        if len(pairs) > len(results.axes[along]):
            others.append(axis)
    return others


def _curves(
    results: Results, others: Sequence[str], name: str
) -> Dict[Tuple[AxisValue, ...], List[Cell]]:
    """The cells of each combination of the other axes, in the order of the sweep."""
    curves: Dict[Tuple[AxisValue, ...], List[Cell]] = {}
    for cell in results:
        if name in cell:
            curves.setdefault(tuple(cell.at[axis] for axis in others), []).append(cell)
    if len(curves) > _CURVES:
        raise ValueError(
            f"plot: expected at most {_CURVES} curves, found {len(curves)}; choose among them "
            "with select()"
        )
    return curves


def _spans(values: Sequence[Any]) -> bool:
    """Whether the numbers are better told apart on a logarithmic axis."""
    positive = [value for value in values if value is not None and value > 0]
    return len(positive) > 1 and max(positive) >= _WIDE * min(positive)


def _is_log(scale: str, cells: Sequence[Cell], name: str) -> bool:
    if scale not in ("auto", "linear", "log"):
        raise ValueError(f"plot: expected a scale of auto, linear or log, found {scale!r}")
    if scale != "auto":
        return scale == "log"
    return _spans([value for cell in cells for value in (cell[name].estimate, cell[name].exact)])


def _draw_curve(ax: Any, xs: Sequence[Any], cells: Sequence[Cell], name: str, look: Any) -> None:
    results = [cell[name] for cell in cells]
    low = [result.low for result in results]
    high = [result.high for result in results]
    estimates = {
        i: of.estimate
        for i, of in enumerate(results)
        if of.events > 0 and of.estimate is not None
    }
    unseen = [i for i in range(len(results)) if i not in estimates]
    colour, mark, label = look
    ax.fill_between(xs, low, high, color=colour, alpha=0.15, linewidth=0)
    ax.errorbar(
        [xs[i] for i in estimates],
        list(estimates.values()),
        yerr=[
            [max(0, estimate - low[i]) for i, estimate in estimates.items()],
            [max(0, high[i] - estimate) for i, estimate in estimates.items()],
        ],
        color=colour,
        marker=mark,
        markersize=4,
        linewidth=1.2,
        capsize=2,
        label=label or None,
    )
    if unseen:
        ax.plot(
            [xs[i] for i in unseen],
            [high[i] for i in unseen],
            marker="v",
            markerfacecolor="none",
            color=colour,
            linestyle="none",
            label=None if estimates or not label else label,
        )


def _draw_exact(ax: Any, points: Sequence[Tuple[Any, Any]]) -> None:
    if points:
        xs, ys = zip(*points)
        ax.plot(xs, ys, "x", color="black", markersize=5, label="closed form", zorder=3)


def draw(results: Results, name: Optional[str], along: Optional[str], scale: str, ax: Any) -> Any:
    name = name if name is not None else main_result(results.cells)
    if name is None or name not in results.names:
        known = ", ".join(results.names) or "none"
        raise ValueError(f"plot: expected a result of these cells, {known}; found {name!r}")
    axis = _along(results, along)
    others = _others(results, axis)
    curves = _curves(results, others, name)
    cells = [cell for curve in curves.values() for cell in curve]
    is_log = _is_log(scale, cells, name)
    if ax is None:
        try:
            from matplotlib import pyplot
        except ImportError:
            raise ImportError(
                "plot() needs matplotlib: apt install python3-matplotlib, or pip install matplotlib"
            ) from None
        ax = pyplot.subplots()[1]
    if is_log:
        ax.set_yscale("log", nonpositive="clip")
    values = results.axes[axis]
    if all(not isinstance(value, str) and value > 0 for value in values) and _spans(values):
        ax.set_xscale("log")
    exact = []
    for number, (rest, curve) in enumerate(curves.items()):
        label = ", ".join(f"{key}={value}" for key, value in zip(others, rest))
        look = (_COLOURS[number % len(_COLOURS)], _MARKS[number // len(_COLOURS)], label)
        if not any(isinstance(cell.at[axis], str) for cell in curve):
            curve.sort(key=lambda cell: cell.at[axis])
        xs = [cell.at[axis] for cell in curve]
        _draw_curve(ax, xs, curve, name, look)
        exact += [(x, cell[name].exact) for x, cell in zip(xs, curve)]
    _draw_exact(ax, [(x, y) for x, y in exact if y is not None and (y > 0 or not is_log)])
    _write_words(ax, results, axis, name)
    return ax


def _write_words(ax: Any, results: Results, along: str, name: str) -> None:
    ax.set_xlabel(along)
    ax.set_ylabel(name)
    claim = results[0].scenario.get("claim", "")
    if claim:  # a dollar begins a formula, and a name of a file is no formula
        ax.set_title(textwrap.fill(claim, 70).replace("$", r"\$"), fontsize="medium")
    if ax.get_legend_handles_labels()[0]:
        ax.legend(fontsize="small")
