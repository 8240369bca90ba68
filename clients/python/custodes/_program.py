# SPDX-License-Identifier: MIT
"""Finds the program and runs it."""

from __future__ import annotations

import os
import time
from typing import Any, Callable, List, NamedTuple, Optional, Sequence, Union

from ._errors import ProgramError


class Ended(NamedTuple):
    """How the program ended: its exit code (negative: a signal), output and messages."""

    code: int
    out: bytes
    messages: List[str]
    interrupted: bool

    @property
    def message(self) -> str:
        """Its last word, which says what went wrong; a program that dies may need some more."""
        if self.code in (1, 2, 3, 4, 130) and self.messages:
            return self.messages[-1]
        words = "\n".join(self.messages[-5:])
        how = f"ended by signal {-self.code}" if self.code < 0 else f"ended with {self.code}"
        return f"the program {how}" + (f": {words}" if words else " and said nothing")


def _runs(path: str) -> bool:
    return os.path.isfile(path) and os.access(path, os.X_OK)


def _named(name: str, by: str) -> str:
    """The program that somebody named: a path, or a name to be found in PATH."""
    import shutil

    path = shutil.which(name) if os.sep not in name else name if _runs(name) else None
    if path is None:
        raise ProgramError(f"{by}: expected the program custodes, found no program '{name}'")
    return path


def _built() -> List[str]:
    """Programs of the source tree that this package is part of, the release first."""
    root = os.path.abspath(os.path.join(os.path.dirname(__file__), *[os.pardir] * 3))
    build = os.path.join(root, "build")
    if not os.path.isfile(os.path.join(root, "CMakeLists.txt")) or not os.path.isdir(build):
        return []
    paths = [os.path.join(build, name, "custodes") for name in os.listdir(build)]
    release = os.path.join(build, "release", "custodes")
    newest = sorted(filter(_runs, paths), key=os.path.getmtime, reverse=True)
    return sorted(newest, key=lambda path: path != release)


def find(program: Union[str, "os.PathLike[str]", None] = None) -> str:
    """The path of the program."""
    import shutil

    if program is not None:
        return _named(os.fspath(program), "program")
    if os.environ.get("CUSTODES"):
        return _named(os.environ["CUSTODES"], "CUSTODES")
    path = shutil.which("custodes") or next(iter(_built()), None)
    if path is None:
        raise ProgramError(
            "the program custodes was not found: install it, name it in the variable CUSTODES, "
            "add its folder to PATH, or give the argument program"
        )
    return path


class _Lines:
    """Splits bytes into lines; what the listener does not take is a message."""

    def __init__(self, listener: Optional[Callable[[str], bool]]) -> None:
        self.listener = listener
        self.rest = b""
        self.messages: List[str] = []

    def add(self, data: bytes) -> None:
        *lines, self.rest = (self.rest + data).split(b"\n")
        for line in lines:
            self.line(line)

    def line(self, line: bytes) -> None:
        text = line.decode("utf-8", "replace")
        if self.listener is not None and self.listener(text):
            return
        if text.startswith("custodes: "):
            self.messages.append(text[len("custodes: ") :])
        elif text.strip():
            self.messages.append(text)

    def end(self) -> None:
        if self.rest:
            self.line(self.rest)
            self.rest = b""


class _Child:
    """The running program, its pipes and what came through them."""

    def __init__(self, command: Sequence[str], text: bytes, lines: _Lines) -> None:
        import selectors
        import subprocess

        try:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        except (OSError, ValueError) as error:  # ValueError: a NUL in an argument
            raise ProgramError(f"{command[0]} cannot be started: {error}") from None
        self.out: List[bytes] = []
        self.lines = lines
        self.text = memoryview(text)
        self.selector = selectors.DefaultSelector()
        self.watch(self.process.stdout, selectors.EVENT_READ, self.read_out)
        self.watch(self.process.stderr, selectors.EVENT_READ, self.read_lines)
        self.watch(self.process.stdin, selectors.EVENT_WRITE, self.write)

    def watch(self, stream: Any, events: int, act: Callable[[Any], None]) -> None:
        os.set_blocking(stream.fileno(), False)
        self.selector.register(stream, events, act)

    def forget(self, stream: Any) -> None:
        self.selector.unregister(stream)
        stream.close()

    def read(self, stream: Any) -> bytes:
        data = os.read(stream.fileno(), 1 << 20)
        if not data:
            self.forget(stream)
        return data

    def read_out(self, stream: Any) -> None:
        self.out.append(self.read(stream))

    def read_lines(self, stream: Any) -> None:
        self.lines.add(self.read(stream))

    def write(self, stream: Any) -> None:
        try:
            self.text = self.text[os.write(stream.fileno(), self.text[: 1 << 16]) :]
        except BrokenPipeError:  # it needs no more to see what is wrong
            self.text = self.text[:0]
        if not self.text:
            self.forget(stream)

    def attend(self, seconds: Optional[float] = None) -> bool:
        """Serves the pipes until the program has closed them, or so long; whether it has."""
        until = None if seconds is None else time.monotonic() + seconds
        while self.selector.get_map():
            left = None if until is None else until - time.monotonic()
            if left is not None and left <= 0:
                return False
            for key, _ in self.selector.select(left):
                key.data(key.fileobj)
        return True

    def stop(self, seconds: float) -> None:
        """Ends the program so that it keeps what is finished."""
        import signal

        self.lines.listener = None
        if not self.attend(seconds):
            self.process.send_signal(signal.SIGINT)
            self.attend()

    def close(self) -> None:
        if self.process.poll() is None and self.selector.get_map():
            self.process.kill()
        self.process.wait()
        for key in list(self.selector.get_map().values()):
            self.forget(key.fileobj)
        self.selector.close()


# A terminal and a notebook interrupt the program together with Python; a second signal would end
# it before it has kept what is finished. It is passed on where the program has not ended by then.
_PASS_ON_SECONDS = 1.5


def call(
    command: Sequence[str], text: bytes = b"", listener: Optional[Callable[[str], bool]] = None
) -> Ended:
    """Runs a command to its end; text: its standard input; listener: is given each line of standard
    error and says whether it has taken it."""
    lines = _Lines(listener)
    child = _Child(command, text, lines)
    interrupted = False
    try:
        try:
            child.attend()
        except KeyboardInterrupt:
            interrupted = True
            child.stop(_PASS_ON_SECONDS)
        except BaseException:  # of the listener
            child.stop(0.0)
            raise
    finally:
        child.close()
    lines.end()
    return Ended(child.process.returncode, b"".join(child.out), lines.messages, interrupted)
