# SPDX-License-Identifier: MIT
"""Results as a data frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Set, Tuple

from ._results import Results

if TYPE_CHECKING:
    import pandas

# A column: what it belongs to, its name, whether it has whole numbers; and a cell's value.
Field = Tuple[str, str, bool, Any]

_FIRST, _COUNTS, _LAST = "first", "counts", "last"


def _first_fields(raw: Dict[str, Any]) -> Iterator[Field]:
    stop = raw.get("stop") or {}
    rule = stop.get("rule", "")
    yield _FIRST, "cell", False, raw.get("cell")
    yield _FIRST, "seed", True, raw.get("seed")
    yield _FIRST, "trials_asked", True, stop.get("trials")
    yield _FIRST, "digest", False, raw.get("digest")
    confidence = next((of["confidence"] for of in raw["results"].values()), None)
    yield _FIRST, "confidence", False, confidence
    if rule != "trials":
        yield _FIRST, "stop_rule", False, rule or None
        yield _FIRST, "stop_value", False, stop.get(rule)
        yield _FIRST, "stop_look", True, stop.get("look")
        yield _FIRST, "stop_looks", True, stop.get("looks")
        yield _FIRST, "stop_met", False, stop.get("met")


def _result_fields(raw: Dict[str, Any], name: str) -> Iterator[Field]:
    of = raw["results"].get(name, {})
    yield name, name, False, of.get("estimate")
    for part in ("low", "high", "method"):
        yield name, f"{name}_{part}", False, of.get(part)
    for part in ("events", "of"):
        yield name, f"{name}_{part}", True, of.get(part)
    yield name, f"{name}_exact", False, raw["exact"].get(name)
    for kind, ends in (
        ("input", (raw.get("input") or {}).get(name) or {}),
        ("approximate", of.get("approximate") or {}),
    ):
        for part in ("low", "high"):
            yield name, f"{name}_{kind}_{part}", False, ends.get(part)
    yield name, f"{name}_approximate_none", False, of.get("approximate_none")


def _fields(raw: Dict[str, Any]) -> Iterator[Field]:
    """The columns of --csv but for the axes."""
    yield from _first_fields(raw)
    for name, count in raw["counts"].items():
        if name != "per_trial":
            yield _COUNTS, name, True, count
    for name in dict.fromkeys([*raw["results"], *raw["exact"]]):
        yield from _result_fields(raw, name)
    worst = raw.get("worst") or {}
    for name in ("residual_risk", "miss_share"):
        for part in ("best", "worst"):
            yield _LAST, f"{name}_{part}", False, worst.get(name, {}).get(part)


def columns(results: Results) -> Tuple[Dict[str, List[Any]], Set[str]]:
    """Values column by column, None where a cell has none, and the columns of whole numbers;
    columns without any value are left out. Each cell is looked at once."""
    groups: Dict[str, Dict[str, List[Any]]] = {_FIRST: {}, _COUNTS: {}}
    whole: Set[str] = set()
    for number, cell in enumerate(results):
        for group, name, is_whole, value in _fields(cell.raw):
            if value is None:
                continue
            of_group = groups.setdefault(group, {})
            if name not in of_group:
                of_group[name] = [None] * len(results)
                whole |= {name} if is_whole else set()
            of_group[name][number] = value
    last = groups.pop(_LAST, {})
    table = {axis: [cell.at[axis] for cell in results] for axis in results.axes}
    for part in [*groups.values(), last]:
        table.update(part)
    return table, whole


def frame(results: Results) -> pandas.DataFrame:
    try:
        import pandas
    except ImportError:
        raise ImportError(
            "to_frame() needs pandas: apt install python3-pandas, or pip install pandas"
        ) from None
    table, whole = columns(results)
    data = {}
    for name, values in table.items():
        kinds = {type(value) for value in values if value is not None}
        if name in whole:  # with gaps they would become floats, which are not exact above 2^53
            data[name] = pandas.Series(values, dtype="Int64")
        elif name not in results.axes and kinds <= {int, float}:
            data[name] = pandas.Series(values, dtype="float64")
        else:
            data[name] = pandas.Series(values)
    return pandas.DataFrame(data)
