"""A program at a terminal, with somebody's keys."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_WITHIN_S: Final = 40.0
_ROWS, _COLUMNS = 50, 140
_ESCAPES: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_=>])|\s")
# What programs ask of a terminal before they begin, and an answer.
_ANSWERS: Final = {b"\x1b[6n": b"\x1b[1;1R", b"\x1b[c": b"\x1b[?1;2c", b"\x1b[?u": b"\x1b[?0u"}


class Terminal:
    """Texts are looked for without their spaces, which may be moves of the cursor, in all that was printed since the
    last key."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._raw = b""

    def keys(self, typed: str) -> None:
        self._read(0.4)
        self._raw = b""
        os.write(self._descriptor, typed.encode())

    def ask(self, prompt: str) -> None:
        self.keys(prompt)
        self._read(0.8)
        os.write(self._descriptor, b"\r")

    def see(self, text: str) -> None:
        wanted, deadline = "".join(text.split()), time.monotonic() + _WITHIN_S
        while wanted not in self.screen:
            if time.monotonic() > deadline:
                raise AssertionError(f"not on the screen within {_WITHIN_S:.0f} s: {text}; but {self.screen[-1500:]}")
            self._read(0.1)

    @property
    def screen(self) -> str:
        return _ESCAPES.sub("", self._raw.decode(errors="replace"))

    def leave(self) -> None:
        """Ctrl-C twice, and time to say goodbye: what is not sent yet is sent then."""
        for _ in range(2):
            self.keys("\x03")
        self._read(5)

    def _read(self, for_s: float) -> None:
        until = time.monotonic() + for_s
        while (left := until - time.monotonic()) > 0:
            if not select.select([self._descriptor], [], [], left)[0]:
                return
            try:
                found = os.read(self._descriptor, 65536)
            except OSError:  # the program has ended
                return
            self._raw += found
            for asked, answer in _ANSWERS.items():
                if asked in found:
                    os.write(self._descriptor, answer)


@contextmanager
def at_terminal(command: Sequence[str], folder: Path, environment: dict[str, str]) -> Iterator[Terminal]:
    process, descriptor = pty.fork()
    if process == 0:
        os.chdir(folder)
        os.execve(command[0], list(command), environment)
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", _ROWS, _COLUMNS, 0, 0))
    try:
        yield Terminal(descriptor)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(descriptor)
