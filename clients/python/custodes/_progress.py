# SPDX-License-Identifier: MIT
"""How far a run is: the program's lines of progress, and a meter that shows them."""

from __future__ import annotations

import json
import sys
from typing import Callable, Mapping, NamedTuple, Optional, Union


class Progress(NamedTuple):
    """How far a run is. What the program did not say is None."""

    cells_done: Optional[int] = None
    cells_all: Optional[int] = None
    tasks_done: Optional[int] = None
    tasks_all: Optional[int] = None
    seconds: Optional[float] = None
    seconds_left: Optional[float] = None

    @property
    def share(self) -> Optional[float]:
        """The share of the planned tasks that is done, from 0 to 1."""
        if self.tasks_done is None or not self.tasks_all:
            return None
        return min(1.0, self.tasks_done / self.tasks_all)

    def __str__(self) -> str:
        words = []
        if self.cells_done is not None and self.cells_all is not None:
            words.append(f"{self.cells_done} of {self.cells_all} cells")
        if self.share is not None:
            words.append(f"{int(100 * self.share)} %")
        if self.seconds_left is not None:
            words.append(f"time left: {_duration(self.seconds_left)}")
        return ", ".join(words)


Hook = Callable[[Progress], object]


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def progress_of(line: str) -> Optional[Progress]:
    """The progress that a line says; None where it is something else."""
    if not line.startswith("{"):
        return None
    try:
        said = json.loads(line)
    except ValueError:
        return None
    if not isinstance(said, Mapping) or "cells_done" not in said:
        return None
    numbers = {
        name: said[name]
        for name in Progress._fields
        if isinstance(said.get(name), (int, float)) and not isinstance(said[name], bool)
    }
    return Progress(**numbers)


class Meter:
    """Shows progress on standard error: one line that changes on a terminal and in a notebook, else
    a line each 30 seconds."""

    def __init__(self) -> None:
        self.changes = sys.stderr is not None and (
            sys.stderr.isatty() or "ipykernel" in sys.modules
        )
        self.width = 0
        self.next = 30.0

    def __call__(self, progress: Progress) -> None:
        if sys.stderr is None:
            return
        text = str(progress)
        if self.changes:
            sys.stderr.write("\r" + text.ljust(self.width))
            self.width = max(self.width, len(text))
        elif (progress.seconds or 0.0) >= self.next:
            sys.stderr.write(text + "\n")
            self.next = (progress.seconds or 0.0) + 30.0
        sys.stderr.flush()

    def end(self) -> None:
        if self.width > 0:
            sys.stderr.write("\r" + " " * self.width + "\r")
            sys.stderr.flush()
            self.width = 0


def meter_of(progress: Union[bool, None, Hook]) -> Optional[Hook]:
    """What is to be told of progress; None: nothing."""
    if callable(progress):
        return progress
    return Meter() if progress else None
