# SPDX-License-Identifier: MIT
"""The program's commands as functions."""

from __future__ import annotations

import datetime
import json
import os
import warnings
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple, Union

from ._errors import (
    GateError,
    Interrupted,
    Note,
    PrecisionNotMet,
    ProgramError,
    scenario_error,
)
from ._progress import Hook, Meter, meter_of, progress_of
from ._program import Ended, call, find
from ._results import Results, axis_values, results_of
from ._scenario import scenario_text, value_text

Path = Union[str, "os.PathLike[str]"]
Scenario = Union[Path, Mapping[str, Any]]
Settings = Union[Mapping[str, Any], Sequence[str], None]
Time = Union[str, int, float, datetime.timedelta]


class Version(NamedTuple):
    """The program's version, the version of its model, and its build."""

    version: str
    model_version: int
    build: str


def _path(path: Path) -> str:
    """A path as the program takes it: one that begins with "-" is no option."""
    text = os.fspath(path)
    if not isinstance(text, str):
        raise TypeError(f"expected a path as text, found {type(text).__name__}")
    return os.path.join(os.curdir, text) if text.startswith("-") else text


def _budget(time: Time) -> str:
    if isinstance(time, datetime.timedelta):
        time = time.total_seconds()
    return time if isinstance(time, str) else f"{float(time):.3f}s"


def _set_texts(settings: Settings) -> List[str]:
    if settings is None:
        return []
    if isinstance(settings, str):
        raise TypeError("set: expected a dict or a list of KEY=VALUE, found text")
    if isinstance(settings, Mapping):
        return [f"{key}={value_text(key, value)}" for key, value in settings.items()]
    return list(settings)


class Plan(NamedTuple):
    """What a run will be: of each cell, and in all. docs/python.md names the parts."""

    cells: List[Dict[str, Any]]
    total: Dict[str, Any]


class _Job:
    """A scenario for a command: its arguments, its text, and how errors of it read."""

    def __init__(self, scenario: Scenario, settings: Settings) -> None:
        self.text = b""
        self.path_of: Optional[Callable[[int], str]] = None
        if isinstance(scenario, Mapping):
            self.text, paths = scenario_text(scenario)
            self.path_of = lambda line: paths[line - 1] if 0 < line <= len(paths) else ""
            self.arguments = ["-"]
            self.sources = ["standard input"]
        else:
            self.arguments = [_path(scenario)]
            self.sources = [self.arguments[0]]
        for setting in _set_texts(settings):
            self.arguments.append("--set=" + setting)
            self.sources.append("--set " + setting)

    def raise_for(self, ended: Ended, results: Optional[Results]) -> None:
        """What the exit code means; nothing for 0."""
        if ended.code == 2:
            raise scenario_error(ended.message, self.sources, self.path_of)
        _raise_for(ended, results)


def _raise_for(ended: Ended, results: Optional[Results] = None) -> None:
    if ended.code == 2:
        raise scenario_error(ended.message, [])
    if ended.code == 3:
        raise GateError(ended.message, results)
    if ended.code == 4:
        raise PrecisionNotMet(ended.message, results)
    if ended.code != 0:
        raise ProgramError(ended.message, results)


def _parsed(ended: Ended, parse: Callable[[bytes], Any]) -> Any:
    """What the program printed; where it failed, it may have printed nothing of use."""
    try:
        return parse(ended.out) if ended.out or ended.code in (0, 3, 4) else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        if ended.code != 0:
            return None
        raise ProgramError(
            f"expected JSON of custodes, found other output: {error}; is it the right program?"
        ) from None


def _tell(messages: Sequence[str]) -> None:
    if messages:
        warnings.warn("\n".join(messages), Note, stacklevel=3)


def _cells(text: bytes) -> List[Dict[str, Any]]:
    """A dict for each line of JSON; what has a place in the sweep has it as of results."""
    cells: List[Dict[str, Any]] = [json.loads(line) for line in text.splitlines()]
    placed = [cell for cell in cells if "at" in cell]
    for cell, at in zip(placed, axis_values([cell["at"] for cell in placed])):
        cell["at"] = at
    return cells


def _option(name: str, value: Any) -> List[str]:
    return [] if value is None else [f"--{name}={value}"]


def _common(job: _Job, seed: Optional[int]) -> List[str]:
    return job.arguments + _option("seed", seed)


def run(
    scenario: Scenario,
    *,
    set: Settings = None,
    threads: Optional[int] = None,
    seed: Optional[int] = None,
    results: Optional[Path] = None,
    precision: Optional[float] = None,
    budget: Optional[Time] = None,
    fail_if: Union[str, Sequence[str], None] = None,
    progress: Union[bool, None, Hook] = True,
    program: Optional[Path] = None,
) -> Results:
    """Simulates every cell of a scenario.

    scenario: a path, or a dict with the keys of a scenario file, `sweep` among them.
    set: keys to override, {"scheming.rho": 0.2} or ["scheming.rho=0.2"].
    threads, seed: as the program's options; the number of threads changes no result.
    results: a results file that keeps finished blocks; the same call again runs what is missing.
    precision: stop where half of an interval is at most this share of its estimate.
    budget: end after this time: seconds, a timedelta, or text such as "10m".
    fail_if: conditions such as "residual_risk.high > 1e-6" that raise GateError.
    progress: True shows a line on standard error; a function is called with each Progress.

    Raises ScenarioError before anything runs, GateError, PrecisionNotMet, ProgramError, and
    Interrupted, which is a KeyboardInterrupt.
    """
    job = _Job(scenario, set)
    program = find(program)
    conditions = [fail_if] if isinstance(fail_if, str) else list(fail_if or [])
    hook = meter_of(progress)
    command = [program, "run", *_common(job, seed), "--json"]
    command += _option("threads", threads) + _option("precision", precision)
    command += _option("out", None if results is None else _path(results))
    command += _option("budget", None if budget is None else _budget(budget))
    command += [f"--fail-if={condition}" for condition in conditions]
    command.append("--progress=json" if hook is not None else "--quiet")
    ended = _watched(command, job.text, hook)
    if ended.interrupted or ended.code == 130:
        kept = None if results is None else lambda: _kept(results, program)
        raise Interrupted(ended.message if ended.code == 130 else "interrupted", kept)
    found: Results = _parsed(ended, results_of)
    job.raise_for(ended, found)
    _tell(ended.messages)
    return found


def _watched(command: Sequence[str], text: bytes, hook: Optional[Hook]) -> Ended:
    def listener(line: str) -> bool:
        progress = progress_of(line)
        if progress is not None and hook is not None:
            hook(progress)
        return progress is not None

    try:
        return call(command, text, listener)
    finally:
        if isinstance(hook, Meter):
            hook.end()


def _export(results: Path, program: str) -> Tuple[Results, List[str]]:
    ended = call([program, "export", _path(results), "--json"])
    found = _parsed(ended, results_of)
    _raise_for(ended, found)
    return found, ended.messages


def _kept(results: Path, program: str) -> Optional[Results]:
    """What an interrupted run has kept."""
    try:
        return _export(results, program)[0]
    except (ProgramError, ValueError):
        return None


def read(results: Path, *, program: Optional[Path] = None) -> Results:
    """The results of a results file, as `custodes export --json` prints them.

    What is said about cells that are not finished is a warning, custodes.Note.
    """
    found, messages = _export(results, find(program))
    _tell(messages)
    return found


def validate(
    scenario: Scenario,
    *,
    set: Settings = None,
    seed: Optional[int] = None,
    program: Optional[Path] = None,
) -> List[Dict[str, Any]]:
    """What would run; nothing runs.

    Returns a dict for each cell: its scenario with every default, its place (`at`), its planned
    tasks, expected escapes and closed forms (`exact`). Raises ScenarioError.
    """
    job = _Job(scenario, set)
    ended = call([find(program), "validate", *_common(job, seed), "--json", "--quiet"], job.text)
    cells: List[Dict[str, Any]] = _parsed(ended, _cells)
    job.raise_for(ended, None)
    _tell(ended.messages)
    return cells


def plan(
    scenario: Scenario,
    *,
    set: Settings = None,
    threads: Optional[int] = None,
    seed: Optional[int] = None,
    program: Optional[Path] = None,
) -> Plan:
    """What a run will take and see, from a second or two of trials that are thrown away.

    Each cell has its `method`, the `events` to be expected and, in `measured`, its `seconds`; total
    has the planned tasks, the memory and, in `measured`, `seconds` with a range. What was measured
    differs from call to call. Raises ScenarioError.
    """
    job = _Job(scenario, set)
    command = [find(program), "plan", *_common(job, seed), "--json", "--quiet"]
    ended = call(command + _option("threads", threads), job.text)
    lines: Optional[List[Dict[str, Any]]] = _parsed(ended, _cells)
    job.raise_for(ended, None)
    if not lines:
        raise ProgramError("expected a plan, found nothing; is it the right program?")
    _tell(ended.messages)
    return Plan(lines[:-1], lines[-1])


def init(path: Optional[Path] = None, *, program: Optional[Path] = None) -> str:
    """A scenario to begin with, each key with its meaning as a comment.

    It is also written to the new file `path`, if that is given.
    """
    ended = call([find(program), "init"])
    _raise_for(ended)
    if path is not None:
        _raise_for(call([find(program), "init", _path(path)]))
    return ended.out.decode()


def version(*, program: Optional[Path] = None) -> Version:
    """The version of the program that is found."""
    import re

    ended = call([find(program), "version"])
    _raise_for(ended)
    text = ended.out.decode("utf-8", "replace").strip()
    match = re.match(r"custodes (\S+) \(model version (\d+), (.*)\)\Z", text)
    if match is None:
        raise ProgramError(f"expected the version of custodes, found '{text[:200]}'")
    return Version(match.group(1), int(match.group(2)), match.group(3))


def report(*results: Path, output: Optional[Path] = None, program: Optional[Path] = None) -> str:
    """Makes one HTML page of results files, which needs no network and no other file.

    output: the page; of one results file it may be left out, and is then named after it. Returns
    the path of the page. Needs gnuplot.
    """
    command = [find(program), "report", *(_path(path) for path in results)]
    command += _option("output", None if output is None else _path(output))
    ended = call(command)
    _raise_for(ended)
    _tell(ended.messages)
    return os.fsdecode(ended.out).rstrip("\n")
