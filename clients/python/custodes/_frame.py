# SPDX-License-Identifier: MIT
"""Results as a data frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Tuple

from ._results import Cell, Results

if TYPE_CHECKING:
    import pandas


def _result_fields(raw: Dict[str, Any], name: str) -> Iterator[Tuple[str, Any]]:
    """The columns of a result, as of --csv."""
    of = raw["results"].get(name, {})
    yield name, of.get("estimate")
    for part in ("low", "high", "method", "events", "of"):
        yield f"{name}_{part}", of.get(part)
    yield f"{name}_exact", raw["exact"].get(name)
    for kind, ends in (
        ("input", (raw.get("input") or {}).get(name) or {}),
        ("approximate", of.get("approximate") or {}),
    ):
        for part in ("low", "high"):
            yield f"{name}_{kind}_{part}", ends.get(part)
    yield f"{name}_approximate_none", of.get("approximate_none")


def _stop_fields(stop: Dict[str, Any]) -> Iterator[Tuple[str, Any]]:
    if stop.get("rule") != "trials":
        yield "stop_rule", stop.get("rule")
        yield "stop_value", stop.get(stop.get("rule", ""))
        for part in ("look", "looks", "met"):
            yield f"stop_{part}", stop.get(part)


def _fields(cell: Cell, names: List[str]) -> Iterator[Tuple[str, Any]]:
    raw = cell.raw
    stop = raw.get("stop") or {}
    yield from cell.at.items()
    yield "cell", raw.get("cell")
    yield "seed", raw.get("seed")
    yield "trials_asked", stop.get("trials")
    yield "digest", raw.get("digest")
    yield "confidence", next((of["confidence"] for of in raw["results"].values()), None)
    yield from _stop_fields(stop)
    yield from ((name, count) for name, count in raw["counts"].items() if name != "per_trial")
    for name in names:
        yield from _result_fields(raw, name)
    worst = raw.get("worst") or {}
    for name in ("residual_risk", "miss_share"):
        for part in ("best", "worst"):
            yield f"{name}_{part}", worst.get(name, {}).get(part)


def columns(results: Results) -> Dict[str, List[Any]]:
    """Values column by column, None where a cell has none; columns without any are left out."""
    exact = (name for cell in results for name in cell.exact)
    names = list(dict.fromkeys([*results.names, *exact]))
    table: Dict[str, List[Any]] = {}
    for number, cell in enumerate(results):
        for name, value in _fields(cell, names):
            if value is not None and name not in table:
                table[name] = [None] * len(results)
            if value is not None:
                table[name][number] = value
    return table


def frame(results: Results) -> pandas.DataFrame:
    try:
        import pandas
    except ImportError:
        raise ImportError(
            "to_frame() needs pandas: apt install python3-pandas, or pip install pandas"
        ) from None
    # Counters with gaps would become floats, which are not exact above 2^53.
    whole = {"seed", "trials_asked", "stop_look", "stop_looks"}
    whole |= {name for cell in results for name in cell.counts}
    whole |= {f"{name}_{part}" for name in results.names for part in ("events", "of")}
    data = {}
    for name, values in columns(results).items():
        kinds = {type(value) for value in values if value is not None}
        if name in whole and kinds == {int}:
            data[name] = pandas.array(values, dtype="Int64")
        elif name not in results.axes and kinds and kinds <= {int, float}:
            data[name] = pandas.array(values, dtype="float64")
        else:
            data[name] = pandas.Series(values)
    return pandas.DataFrame(data)
