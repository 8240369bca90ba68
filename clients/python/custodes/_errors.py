# SPDX-License-Identifier: MIT
"""What can go wrong, as exceptions, and how the program's one-line messages are read."""

from __future__ import annotations

import re
from typing import Callable, NamedTuple, Optional, Sequence

from ._results import Results


class Note(UserWarning):
    """What the program says beside its results: cells that are not finished, say."""


class Error(Exception):
    """What all errors of custodes have in common.

    message: the program's sentence. results: what was found nevertheless, or None.
    """

    def __init__(self, message: str, results: Optional[Results] = None) -> None:
        super().__init__(message)
        self.message = message
        self.results = results


class ProgramError(Error):
    """The program was not found, could not run, or failed while it ran (exit code 1)."""


class GateError(Error):
    """A condition of fail_if holds (exit code 3); `results` has all results."""


class PrecisionNotMet(Error):
    """The trials or the budget were spent before the wanted precision (exit code 4).

    `results` has the cells that have results; after a budget, each up to its last whole look. Of a
    results file read() has also what is beyond that.
    """


class ScenarioError(Error, ValueError):
    """The scenario or an argument cannot be used (exit code 2); nothing ran.

    file, line, column: the place, in a scenario that is a file. key: the key, or, in a scenario
    that is a dict, the path of the entry, such as "sweep.scheming.rho[2]". expected, found,
    nearest: what would be right, what is there, the nearest known word. Each is None where the
    message does not say it.
    """

    def __init__(
        self,
        message: str,
        *,
        file: Optional[str] = None,
        line: Optional[int] = None,
        column: Optional[int] = None,
        key: Optional[str] = None,
        expected: Optional[str] = None,
        found: Optional[str] = None,
        nearest: Optional[str] = None,
    ) -> None:
        super().__init__(message)
        self.file = file
        self.line = line
        self.column = column
        self.key = key
        self.expected = expected
        self.found = found
        self.nearest = nearest


class Interrupted(KeyboardInterrupt):
    """The run was interrupted (exit code 130).

    `results` has what was finished, if the run had a results file, else None; it is read from the
    file at the first use.
    """

    def __init__(
        self, message: str, kept: Optional[Callable[[], Optional[Results]]] = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self._kept = kept
        self._results: Optional[Results] = None

    @property
    def results(self) -> Optional[Results]:
        if self._kept is not None:
            self._results = self._kept()
            self._kept = None
        return self._results


class Place(NamedTuple):
    """A message in its parts: "FILE:LINE:COLUMN: KEY: TEXT", each but the text may be missing."""

    file: Optional[str]
    line: Optional[int]
    column: Optional[int]
    key: Optional[str]
    text: str


_POSITION = r"(?::(\d+)(?::(\d+))?)?: "
_KEY = r"([A-Za-z_][\w-]*(?:\.[\w-]+)*): "


def place_of(message: str, sources: Sequence[str]) -> Place:
    """Takes a message apart; sources: names that may stand for the file, whatever is in them."""
    match = None
    for source in sources:
        match = match or re.match("(" + re.escape(source) + ")" + _POSITION, message)
    match = match or re.match(r"(.+?):(\d+)(?::(\d+))?: ", message)
    file, line, column, text = None, None, None, message
    if match is not None:
        file, text = match.group(1), message[match.end() :]
        line, column = (int(number) if number else None for number in match.group(2, 3))
    key = re.match(_KEY, text)
    if key is None or (file is None and "." not in key.group(1)):
        return Place(file, line, column, None, text)
    return Place(file, line, column, key.group(1), text[key.end() :])


def _found(text: str) -> Optional[str]:
    match = re.search(r"\bfound (?:the text )?(?:'(.*)'|([^;,]*))", text)
    if match is None:
        return None
    return match.group(1) if match.group(1) is not None else match.group(2).strip()


def scenario_error(
    message: str, sources: Sequence[str], path_of: Optional[Callable[[int], str]] = None
) -> ScenarioError:
    """The exception for a message; path_of: of a dict, the path of what stands in a line."""
    place = place_of(message, sources)
    file, line, column, key = place[:4]
    if path_of is not None and line is not None and file in sources:
        path = path_of(line)
        within = key is not None and re.sub(r"\[\d+\]$", "", path).endswith(key)
        words = [path] if path else []
        words += [key] if key is not None and not within else []
        message = ": ".join([*words, place.text])
        file, line, column, key = None, None, None, path or key
    expected = re.search(r"\bexpected (.*?)(?:[,;] found\b|;|$)", place.text)
    nearest = re.search(r"\bthe nearest (?:known one )?is ([^ ;,]+)", place.text)
    return ScenarioError(
        message,
        file=file,
        line=line,
        column=column,
        key=key,
        expected=expected.group(1) if expected else None,
        found=_found(place.text),
        nearest=nearest.group(1) if nearest else None,
    )
