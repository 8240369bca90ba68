# SPDX-License-Identifier: MIT
"""An interrupt ends the program, and what ran is kept."""

import contextlib
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


@contextlib.contextmanager
def started(script, lines):
    """The script in a group of its own, after so many lines; at the end nothing of it is left."""
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        env=environment(),
        start_new_session=True,
        text=True,
    )
    try:
        for _ in range(lines):
            assert process.stdout.readline() == "runs\n"
        yield process
        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, 0)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.parametrize("all_of_it", [True, False], ids=["terminal", "python alone"])
def test_interrupt(long_run, all_of_it):
    with started(SCRIPT.format(scenario=long_run), 2) as process:  # two: blocks are in the file
        if all_of_it:
            os.killpg(process.pid, signal.SIGINT)
        else:
            os.kill(process.pid, signal.SIGINT)
        said = process.communicate(timeout=60)[0].splitlines()[-1]
    assert process.returncode == 9
    assert said.startswith("kept ") and "interrupted" in said
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


def test_interrupt_comes_once(folder):
    """A terminal interrupts the program beside Python: a second time would cut it short."""
    careful = fake(
        folder,
        "import signal; signal.signal(2, lambda *_: None)\n"
        "seen, tell = os.pipe(); os.set_blocking(tell, False); signal.set_wakeup_fd(tell)\n"
        """print('{"cells_done":0}', file=sys.stderr, flush=True)\n"""
        "os.read(seen, 1); time.sleep(0.5); os.write(tell, b'.')\n"  # a byte for each signal
        "print('custodes: again', len(os.read(seen, 9)) - 1, file=sys.stderr); sys.exit(130)",
    )
    script = f"""
import custodes
try:
    custodes.run({{}}, program={careful!r}, progress=lambda p: print("runs", flush=True))
except custodes.Interrupted as interrupted:
    print(interrupted.message)
"""
    with started(script, 1) as process:
        os.killpg(process.pid, signal.SIGINT)
        assert process.communicate(timeout=60)[0] == "again 0\n"


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
    with started(script, 1) as process:
        process.send_signal(signal.SIGINT)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=30)[0] == "ended\n"
