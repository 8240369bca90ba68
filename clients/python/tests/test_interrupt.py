# SPDX-License-Identifier: MIT
"""An interrupt ends the program, and what ran is kept."""

import os
import signal
import subprocess
import sys
import time

import pytest
from conftest import environment, fake

import custodes

# Says when it runs, and what it has when it is interrupted.
SCRIPT = """
import sys, custodes
scenario = {scenario!r}
try:
    custodes.run(scenario, results="a.sqlite", progress=lambda p: print("runs", flush=True))
except custodes.Interrupted as interrupted:
    print("kept", interrupted.results[0].trials, interrupted.message)
    sys.exit(9)
"""


def start(scenario):
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT.format(scenario=scenario)],
        stdout=subprocess.PIPE,
        env=environment(),
        start_new_session=True,
        text=True,
    )
    assert process.stdout.readline() == "runs\n"
    assert process.stdout.readline() == "runs\n"  # a second later: blocks are in the file
    return process


@pytest.mark.parametrize("all_of_it", [True, False], ids=["terminal", "python alone"])
def test_interrupt(long_run, all_of_it):
    process = start(long_run)
    if all_of_it:
        os.killpg(process.pid, signal.SIGINT)
    else:
        os.kill(process.pid, signal.SIGINT)
    said = process.communicate(timeout=60)[0].splitlines()[-1]
    assert process.returncode == 9
    assert said.startswith("kept ") and "interrupted" in said
    with pytest.raises(ProcessLookupError):  # nothing of it is left
        os.killpg(process.pid, 0)
    trials = int(said.split()[1])
    assert trials > 0
    with pytest.warns(custodes.Note):
        assert custodes.read("a.sqlite")[0].trials == trials
    with pytest.raises(custodes.PrecisionNotMet):  # it goes on from there
        custodes.run(long_run, results="a.sqlite", budget=1.5)
    with pytest.warns(custodes.Note):
        assert custodes.read("a.sqlite")[0].trials > trials


def test_interrupt_of_a_hook(long_run):
    def hook(progress):
        raise KeyboardInterrupt

    with pytest.raises(custodes.Interrupted) as info:
        custodes.run(long_run, progress=hook)
    assert isinstance(info.value, KeyboardInterrupt) and info.value.results is None
    assert "interrupted" in info.value.message


def test_program_that_does_not_listen(folder):
    """A second interrupt ends what does not end."""
    deaf = fake(
        folder,
        "import signal; signal.signal(2, signal.SIG_IGN)\n"
        """print('{"cells_done":0}', file=sys.stderr, flush=True); time.sleep(60)""",
    )
    script = f"""
import custodes
try:
    custodes.run({{}}, program={deaf!r}, progress=lambda p: print("runs", flush=True))
except KeyboardInterrupt:
    print("ended")
"""
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        env=environment(),
        start_new_session=True,
        text=True,
    )
    assert process.stdout.readline() == "runs\n"
    process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=20)[0] == "ended\n"
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
