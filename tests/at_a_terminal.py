"""A person at a terminal: the program runs on a real one, and keys are typed when it asks."""

from __future__ import annotations

import os
import select
import signal
import sys

import pytest

pty = pytest.importorskip("pty", reason="a real terminal can only be opened on POSIX")

MARK = "> "
PATIENCE = 30.0  # seconds; only a program that hangs uses them
_PASTING = ("\x1b[?2004h", "\x1b[?2004l\r", "\x1b[?2004l")  # what a person does not see of pasting


class Terminal:
    """The program on a terminal of some columns, and a person who waits for the prompt before typing."""

    def __init__(self, *arguments: str, columns: int = 80, **environment: str) -> None:
        own = {
            "TERM": "xterm",
            "LC_ALL": "C.UTF-8",
            "PYTHONUTF8": "1",
            "NO_COLOR": "1",
            "COLUMNS": str(columns),
        }
        command = [sys.executable, "-P", "-m", "mistakes", *arguments]
        # a terminal of its own, so that Ctrl-C reaches this program and no other
        self.child, self._ours = pty.fork()
        if not self.child:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # a test run in the background has it ignored
            os.execve(command[0], command, os.environ | own | environment)
        self.text = ""
        self._seen = 0

    def type(self, keys: str, after: str = MARK) -> str:
        """Wait until the program asks, with words that end so, type, and return what was shown before."""
        start = self._seen
        self._read_until_asked(after)
        os.write(self._ours, keys.encode())
        return self.text[start:]

    def type_ahead(self, keys: str) -> None:
        """Type without waiting for a question."""
        os.write(self._ours, keys.encode())

    def interrupt(self, after: str = MARK) -> None:
        """Wait until the program asks, and press Ctrl-C until it is heard.

        Python does not hear one between the prompt and its wait for a key, until another key comes.
        """
        self.type("\x03", after)
        while not self._comes(1.0):
            os.write(self._ours, b"\x03")

    def kill(self, after: str = MARK) -> None:
        """Wait until the program asks, and end it as a power cut would."""
        self._read_until_asked(after)
        os.kill(self.child, signal.SIGKILL)
        self.finish()

    def hang_up(self, after: str = MARK) -> None:
        """Wait until the program asks, and let its terminal be told to close, until it has ended."""
        self._read_until_asked(after)
        os.kill(self.child, signal.SIGHUP)
        while not self._comes(1.0):
            os.kill(self.child, signal.SIGHUP)
        self.finish()

    def close(self) -> None:
        """Close the window that the program runs in, and wait until it has ended."""
        os.close(self._ours)
        os.waitpid(self.child, 0)

    def finish(self) -> int:
        """Read to the end and return the exit status."""
        while self._read():
            pass
        os.close(self._ours)
        return os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])

    def _read_until_asked(self, after: str = MARK) -> None:
        while not self.text[self._seen :].endswith(after):
            assert self._read(), self.text
        self._seen = len(self.text)

    def _comes(self, seconds: float) -> bool:
        return bool(select.select([self._ours], [], [], seconds)[0])

    def _read(self) -> bool:
        assert self._comes(PATIENCE), f"nothing came any more after: {self.text}"
        try:
            data = os.read(self._ours, 65536)
        except OSError:  # Linux says so when the other side is closed
            return False
        shown = data.decode("utf-8", "replace")
        for unseen in _PASTING:
            shown = shown.replace(unseen, "")
        self.text += shown.replace("\r\n", "\n")
        return bool(data)
