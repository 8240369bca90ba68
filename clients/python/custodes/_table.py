# SPDX-License-Identifier: MIT
"""Results as a table for a notebook."""

from __future__ import annotations

import html as escapes
from typing import Any, Iterable

from ._results import Results, main_result

_ROWS = 100


def _row(values: Iterable[Any], tag: str) -> str:
    cells = (f"<{tag}>{escapes.escape(str(value))}</{tag}>" for value in values)
    return "<tr>" + "".join(cells) + "</tr>"


def html(results: Results) -> str:
    """A table with the main result of every cell, its interval, closed form and events."""
    name = main_result(results.cells)
    if name is None:
        return "<p>no results</p>"
    confidence = f"{100 * float(results[0][name].confidence):.12g} %"
    axes = list(results.axes)
    rows = [_row([*axes, name, f"{confidence} interval", "exact", "events", "trials"], "th")]
    for cell in results[:_ROWS]:
        at = [cell.at[axis] for axis in axes]
        if name not in cell:
            rows.append(_row([*at, "not defined", "", "", "", cell.trials], "td"))
            continue
        of = cell[name]
        estimate = "no events" if of.estimate is None else of.estimate
        events = f"{of.events} (few)" if of.few else of.events
        exact = "" if of.exact is None else of.exact
        interval = f"{of.low} to {of.high}"
        rows.append(_row([*at, estimate, interval, exact, events, cell.trials], "td"))
    foot = f"{len(results)} cells" if len(results) > _ROWS else ""
    others = len(results[0]) - 1
    if others > 0:
        foot += (", " if foot else "") + f"{others} more results in to_frame()"
    return f"<table>{''.join(rows)}</table>" + (f"<p>{escapes.escape(foot)}</p>" if foot else "")
