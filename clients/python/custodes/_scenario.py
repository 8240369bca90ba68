# SPDX-License-Identifier: MIT
"""A dict as the text of a scenario, one entry a line, so that a line says which entry it is."""

from __future__ import annotations

import json
import math
import os
from typing import Any, List, Mapping, Sequence, Set, Tuple

from ._errors import ScenarioError

def _quoted(text: str, path: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ScenarioError(
            f"{path}: expected text, found half of a character at letter {error.start + 1}",
            key=path,
            expected="text",
            found="half of a character",
        ) from None
    return json.dumps(text)


def _plain(value: Any) -> Any:
    """Numbers and arrays of NumPy and pandas as Python's own."""
    if isinstance(value, (str, int, float, bool, Mapping, list, tuple)) or value is None:
        return value
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    tolist = getattr(value, "tolist", None)
    return tolist() if callable(tolist) else list(value) if isinstance(value, range) else value


def _number(value: float) -> str:
    if math.isfinite(value):
        return repr(float(value))
    return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"


def _whole(value: int, path: str) -> str:
    try:
        return str(int(value))
    except ValueError:  # more digits than Python prints
        raise ScenarioError(
            f"{path}: expected a number, found a whole number of {value.bit_length()} bits",
            key=path,
            expected="a number",
        ) from None


class _Writer:
    """Writes entries; `paths` has the path of each line that was begun."""

    def __init__(self) -> None:
        self.parts: List[str] = []
        self.paths: List[str] = [""]
        self.open: Set[int] = set()

    def line(self, path: str, more: bool) -> None:
        self.parts.append(",\n" if more else "\n")
        self.paths.append(path)

    def map(self, value: Mapping[Any, Any], path: str) -> None:
        self.parts.append("{")
        for number, (key, entry) in enumerate(value.items()):
            if not isinstance(key, str):
                where = f"{path}: " if path else ""
                raise ScenarioError(
                    f"{where}expected text as a key, found {key!r}",
                    key=path or None,
                    expected="text as a key",
                    found=repr(key),
                )
            below = f"{path}.{key}" if path else key
            self.line(below, number > 0)
            self.parts.append(_quoted(key, below) + ": ")
            self.any(entry, below)
        self.parts.append("}")

    def list(self, value: Sequence[Any], path: str) -> None:
        self.parts.append("[")
        for number, entry in enumerate(value):
            below = f"{path}[{number}]"
            self.line(below, number > 0)
            self.any(entry, below)
        self.parts.append("]")

    def any(self, value: Any, path: str) -> None:
        value = _plain(value)
        if isinstance(value, str):
            self.parts.append(_quoted(value, path))
        elif value is None or isinstance(value, bool):
            self.parts.append({None: "null", True: "true", False: "false"}[value])
        elif isinstance(value, int):
            self.parts.append(_whole(value, path))
        elif isinstance(value, float):
            self.parts.append(_number(value))
        elif isinstance(value, (Mapping, list, tuple)):
            self.nested(value, path)
        else:
            kind = type(value).__name__
            raise ScenarioError(
                f"{path}: expected a number, text, a list or a dict, found {kind}",
                key=path,
                expected="a number, text, a list or a dict",
                found=kind,
            )

    def nested(self, value: Any, path: str) -> None:
        if id(value) in self.open:
            raise ScenarioError(f"{path}: a list or dict that contains itself", key=path)
        self.open.add(id(value))
        if isinstance(value, Mapping):
            self.map(value, path)
        else:
            self.list(value, path)
        self.open.discard(id(value))


def scenario_text(scenario: Mapping[Any, Any]) -> Tuple[bytes, List[str]]:
    """The text of a scenario, and for each of its lines the path of the entry in it."""
    writer = _Writer()
    try:
        writer.any(scenario, "")
    except RecursionError:
        raise ScenarioError("the scenario is nested too deeply") from None
    return ("".join(writer.parts) + "\n").encode(), writer.paths


def value_text(key: str, value: Any) -> str:
    """A value as --set takes it, on one line."""
    writer = _Writer()
    try:
        writer.any(value, key)
    except RecursionError:
        raise ScenarioError(f"{key}: nested too deeply", key=key) from None
    return "".join(writer.parts).replace("\n", " ")
