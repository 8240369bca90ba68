# SPDX-License-Identifier: MIT
"""Runs the program custodes: scenarios as dicts or files, results as objects and data frames.

    import custodes
    results = custodes.run({"scheming": {"rate": 1e-3}, "estimate": {"trials": 1000}})
    print(results[0]["residual_risk"])

All numbers are the program's own. It is looked for in this order: the argument `program`, the
variable CUSTODES, the folders of PATH, and, where this package is used from the source tree, the
build folders of that tree.
"""

from ._commands import Plan, Version, init, plan, read, report, run, validate, version
from ._errors import (
    Error,
    GateError,
    Interrupted,
    Note,
    PrecisionNotMet,
    ProgramError,
    ScenarioError,
)
from ._progress import Progress
from ._results import Cell, Result, Results

__all__ = [
    "Cell",
    "Error",
    "GateError",
    "Interrupted",
    "Note",
    "Plan",
    "PrecisionNotMet",
    "Progress",
    "ProgramError",
    "Result",
    "Results",
    "ScenarioError",
    "Version",
    "init",
    "plan",
    "read",
    "report",
    "run",
    "validate",
    "version",
]
