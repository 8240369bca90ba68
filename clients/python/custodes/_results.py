# SPDX-License-Identifier: MIT
"""Results as the program prints them in JSON: cells of a sweep, and the results of each."""

from __future__ import annotations

import functools
import json
import math
import re
from typing import (
    TYPE_CHECKING,
    Any,
    Dict,
    Iterator,
    List,
    Mapping,
    NamedTuple,
    Optional,
    Sequence,
    Tuple,
    Union,
    overload,
)

if TYPE_CHECKING:
    import pandas

Number = Union[int, float]
AxisValue = Union[int, float, str]

_WHOLE = re.compile(r"[-+]?\d+\Z")
_REAL = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\Z")


class Result(NamedTuple):
    """One result of one cell.

    estimate: None where there were no events to estimate it from. low, high: its interval at level
    confidence, by the method. exact: its closed form, None where there is none. events: how many
    events it rests on, of how many. few: fewer than 10 events.
    """

    estimate: Optional[Number]
    low: Number
    high: Number
    exact: Optional[Number]
    events: int
    of: int
    confidence: Number
    method: str
    few: bool

    def __str__(self) -> str:
        return f"{_text(self.estimate)} [{_text(self.low)}, {_text(self.high)}]"


def _text(value: Optional[AxisValue]) -> str:
    return "no events" if value is None else str(value)


def _axis_value(text: Any, numeric: bool) -> Any:
    if not numeric:
        return text
    return int(text) if _WHOLE.match(text) else float(text)


def _same(a: Any, b: Any) -> bool:
    """Whether two values of an axis are one: numbers up to the digits that the program prints."""
    if isinstance(a, str) or isinstance(b, str):
        return bool(a == b)
    try:
        return math.isclose(a, b, rel_tol=1e-9)
    except TypeError:
        return False


@functools.lru_cache(maxsize=64)
def _parsed(line: bytes) -> Dict[str, Any]:
    """Of many cells, each is parsed when it is looked at: parsed, it takes ten times the memory."""
    raw: Dict[str, Any] = json.loads(line)
    return raw


class Cell(Mapping[str, Result]):
    """One cell of a sweep: its results by name, as cell["residual_risk"].

    at: its place in the sweep, axis by axis. counts: every counter that is known, whole numbers.
    scenario: all keys with the values that they have here. exact: the closed forms by name.
    line, raw: all that the program prints of the cell, which docs/results.md describes, as JSON and
    parsed.
    """

    __slots__ = ("at", "line")

    def __init__(self, line: bytes, at: Dict[str, AxisValue]) -> None:
        self.line = line
        self.at = at

    @property
    def raw(self) -> Dict[str, Any]:
        return _parsed(self.line)

    @property
    def scenario(self) -> Dict[str, Any]:
        return self.raw["scenario"]  # type: ignore[no-any-return]

    @property
    def counts(self) -> Dict[str, Any]:
        return self.raw["counts"]  # type: ignore[no-any-return]

    @property
    def exact(self) -> Dict[str, Number]:
        return self.raw["exact"]  # type: ignore[no-any-return]

    @property
    def seed(self) -> int:
        return self.raw["seed"]  # type: ignore[no-any-return]

    @property
    def digest(self) -> str:
        return self.raw["digest"]  # type: ignore[no-any-return]

    @property
    def trials(self) -> int:
        return int(self.counts["trials"])

    def __getitem__(self, name: str) -> Result:
        try:
            of = self.raw["results"][name]
        except KeyError:
            known = ", ".join(self.raw["results"])
            raise KeyError(f"no result {name!r} here; there are {known}") from None
        return Result(
            of["estimate"],
            of["low"],
            of["high"],
            self.exact.get(name),
            of["events"],
            of["of"],
            of["confidence"],
            of["method"],
            of["few"],
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self.raw["results"])

    def __len__(self) -> int:
        return len(self.raw["results"])

    def __repr__(self) -> str:
        at = ", ".join(f"{axis}={value}" for axis, value in self.at.items())
        name = main_result([self])
        return f"<Cell {at or 'without a sweep'}: {name} {self[name]}>" if name else f"<Cell {at}>"


def main_result(cells: Sequence[Cell]) -> Optional[str]:
    """The result that stands for the others: residual_risk, or the first of a mechanism."""
    names = list(cells[0]) if cells else []
    return "residual_risk" if "residual_risk" in names else names[0] if names else None


class Results(Sequence[Cell]):
    """The results of a run: its cells in the order of the sweep.

    results[0] is a cell by its place; results[{"scheming.rho": 0.5}] is the one cell with this
    value of the axis; select({...}) has all of them.
    """

    def __init__(self, cells: Sequence[Cell], axes: Optional[Sequence[str]] = None) -> None:
        self.cells: Tuple[Cell, ...] = tuple(cells)
        keys = axes if axes is not None else list(cells[0].at) if cells else []
        self._axes = {key: list(dict.fromkeys(cell.at[key] for cell in cells)) for key in keys}

    @property
    def axes(self) -> Dict[str, List[AxisValue]]:
        """The keys that the sweep varies, each with its values in their order."""
        return self._axes

    @property
    def names(self) -> List[str]:
        """The results that some cell has."""
        return list(dict.fromkeys(name for cell in self for name in cell))

    def select(self, at: Mapping[str, AxisValue]) -> Results:
        """The cells that have these values of their axes."""
        axes = self.axes
        for key in at:
            if key not in axes:
                known = ", ".join(axes) or "none, as there is no sweep"
                raise KeyError(f"no axis {key!r} in this sweep; there are {known}")
            if not any(_same(value, at[key]) for value in axes[key]):
                values = ", ".join(str(value) for value in axes[key])
                raise KeyError(f"{key} is never {at[key]!r} in this sweep; it is {values}")
        chosen = [
            cell for cell in self if all(_same(cell.at[key], value) for key, value in at.items())
        ]
        return Results(chosen, list(axes))

    @overload
    def __getitem__(self, at: int) -> Cell: ...
    @overload
    def __getitem__(self, at: slice) -> Results: ...
    @overload
    def __getitem__(self, at: Mapping[str, AxisValue]) -> Cell: ...
    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return Results(self.cells[at], list(self.axes))
        if isinstance(at, str):
            raise KeyError(self._instead_of(at))
        if not isinstance(at, Mapping):
            return self.cells[at]
        chosen = self.select(at)
        if len(chosen) != 1:
            rest = [key for key in self.axes if key not in at]
            raise KeyError(
                f"{len(chosen)} cells are at {dict(at)!r}"
                + (f"; say {' and '.join(rest)} too, or use select()" if rest else "")
            )
        return chosen[0]

    def _instead_of(self, name: str) -> str:
        """What to write where a name stands for a cell."""
        if name in self.axes:
            one = {name: self.axes[name][0]}
            return f"{name!r} is an axis: results[{one!r}] is a cell, results.axes has its values"
        if name in self.names:
            return (
                f"{name!r} is a result of a cell: write results[0][{name!r}], or "
                f"results.to_frame()[{name!r}] for that of all cells"
            )
        known = ", ".join([*self.axes, *self.names]) or "none"
        return f"no axis or result {name!r} here; there are {known}"

    def __iter__(self) -> Iterator[Cell]:
        return iter(self.cells)

    def __len__(self) -> int:
        return len(self.cells)

    def to_dict(self) -> Dict[str, List[Dict[str, Any]]]:
        """{"cells": [...]}: each cell as the program prints it in JSON."""
        return {"cells": [json.loads(cell.line) for cell in self]}

    def to_frame(self) -> pandas.DataFrame:
        """A data frame of pandas: a row for each cell, columns as of `custodes run --csv`.

        Columns in which no cell has anything are left out. Whole numbers stay whole.
        """
        from ._frame import frame

        return frame(self)

    def plot(
        self,
        result: Optional[str] = None,
        *,
        along: Optional[str] = None,
        scale: str = "auto",
        ax: Any = None,
    ) -> Any:
        """Draws a result along an axis of the sweep with matplotlib, and returns the axes.

        result: residual_risk, or the first of a mechanism, if None. along: scheming.rate if it is
        swept, else the first axis with numbers. scale: "auto", "linear" or "log". ax: where to
        draw.
        Points have their intervals as bars and bands, closed forms are crosses; a hollow mark is at
        the upper end where nothing was seen.
        """
        from ._picture import draw

        return draw(self, result, along, scale, ax)

    def __repr__(self) -> str:
        cells = f"{len(self)} cell" + ("" if len(self) == 1 else "s")
        return f"<Results: {cells}" + (f" over {', '.join(self.axes)}>" if self.axes else ">")

    def _repr_html_(self) -> str:
        from ._table import html

        return html(self)


def results_of(text: bytes) -> Results:
    """Results from lines of JSON; ValueError where that is not what they are."""
    lines = text.splitlines()
    places = []
    for number, line in enumerate(lines):
        cell = json.loads(line)
        parts = ("scenario", "counts", "at", "results", "exact")
        if not isinstance(cell, dict) or not all(isinstance(cell.get(p), dict) for p in parts):
            raise ValueError(f"line {number + 1} is no cell")
        places.append(cell["at"])
    return Results([Cell(line, at) for line, at in zip(lines, axis_values(places))])


def axis_values(places: Sequence[Mapping[str, Any]]) -> List[Dict[str, AxisValue]]:
    """The places of all cells, which the program prints as texts: numbers on an axis that has
    nothing else."""
    numeric = {
        key: all(isinstance(at.get(key), str) and _REAL.match(at[key]) for at in places)
        for key in (places[0] if places else ())
    }
    return [
        {key: _axis_value(text, numeric.get(key, False)) for key, text in at.items()}
        for at in places
    ]
