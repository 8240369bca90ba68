# SPDX-License-Identifier: MIT
# A first run of custodes from Python, cell by cell as in a notebook: editors that know "# %%" run
# the cells one by one, and python3 runs all of them. Its files are in the folder custodes-first,
# and run again it goes on from them.

# %% A scenario to begin with, each key with its meaning as a comment
import pathlib

import custodes

print(custodes.version())
folder = pathlib.Path("custodes-first")
folder.mkdir(exist_ok=True)
first = folder / "first.yaml"
if not first.exists():
    custodes.init(first)

# %% What would run: nothing runs yet
cells = custodes.validate(first)
print(len(cells), "cells of", cells[0]["planned"], "planned tasks at most")
plan = custodes.plan(first)
print("about", plan.total["measured"]["seconds"], "seconds")

# %% A mistake is an exception with its place, and nothing runs
try:
    custodes.run(first, set={"scheming.rho": 1.5})
except custodes.ScenarioError as error:
    print(error.key, "expected", error.expected, "found", error.found)

# %% The run; the same call again goes on with what is missing
results = custodes.run(first, results=folder / "first.sqlite")
results

# %% One cell, and one result with its interval, closed form and events
cell = results[{"scheming.rate": 1e-3, "scheming.rho": 0.5}]
risk = cell["residual_risk"]
print(risk, "exact:", risk.exact, "events:", risk.events, "by", risk.method)

# %% The same as a dict: the sweep is a dict in it
scenario = {
    "claim": "More reviewers of the same population help little.",
    "trial": {"agents": 100, "rounds": 10},
    "scheming": {"rate": 0.01, "dependence": "beta"},
    "estimate": {"trials": 1000},
    "sweep": {"protocol.reviewers": [1, 3, 5], "scheming.rho": [0, 0.5]},
}
committees = custodes.run(scenario, seed=7)
for cell in committees:
    print(cell.at, cell["residual_risk"])

# %% A data frame, where pandas is installed
try:
    print(committees.to_frame()[["protocol.reviewers", "scheming.rho", "residual_risk"]])
except ImportError as error:
    print(error)

# %% A picture, where matplotlib is installed
try:
    results.plot().figure.savefig(folder / "first.png")
except ImportError as error:
    print(error)

# %% One page with all of it, for a browser
print("the report is in", custodes.report(folder / "first.sqlite"))

# %% Another day: the same results from the file
again = custodes.read(folder / "first.sqlite")
print(again[0].digest == results[0].digest)
