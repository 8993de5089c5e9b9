"""Asking a person at a terminal: one line, or several, with line editing also for wide characters.

Whoever leaves in the middle (Ctrl-C, Ctrl-D, a closed window) loses nothing that was typed: what asks
several things gets it back and keeps it.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from types import FrameType
from typing import TypeVar

from mistakes.cli.columns import wrap
from mistakes.cli.terminal import columns_of
from mistakes.errors import UsageError
from mistakes.records import NamedTuple

T = TypeVar("T")

MARK = "> "
_LOOK = 0.5  # seconds between two looks at a line that is being typed

_SETTINGS = (
    "set input-meta on",
    "set output-meta on",
    "set convert-meta off",
    "tab: self-insert",
    "set enable-bracketed-paste on",
)


class HungUp(KeyboardInterrupt):
    """The terminal was closed."""


class Key(Enum):
    """What a person may do instead of answering a question."""

    SKIP = "skip"
    BACK = "back"
    STOP = "stop"
    WHY = "why"


class Unfinished(NamedTuple):
    """What was typed of an answer when somebody pressed Ctrl-C or closed the window."""

    text: str


_KEYS = {"": Key.SKIP, "s": Key.SKIP, "b": Key.BACK, "q": Key.STOP, "?": Key.WHY, "？": Key.WHY}


def prepare() -> None:
    """Let `input` edit lines, if this Python can, and let a closed window be heard; to be called before it."""
    _hear_hang_up()
    with suppress(ImportError):
        import readline

        for setting in _SETTINGS:
            readline.parse_and_bind(setting)


def ask(question: str) -> str:
    """Return the line that is typed, in one line also if several were pasted.

    Raises `EOFError` and `KeyboardInterrupt`.
    """
    return " ".join(_pasted(question))


def _pasted(question: str) -> list[str]:
    """Return the lines of what is typed until Enter: one, or those that were pasted at once."""
    prepare()
    return [line.strip() for line in input(question).splitlines() if line.strip()]


def ask_last(question: str) -> str:
    """Return the line that is typed, or what there was of it when the person left: the rest is worth keeping."""
    try:
        return ask(question)
    except (EOFError, KeyboardInterrupt):
        half = half_a_line().strip()
        _next_line()
        return half


def ask_lines(
    question: str, typed: list[str] | None = None, kept: Callable[[], object] = str
) -> tuple[str, ...]:
    """Return the lines that are typed until an empty one, or Ctrl-D; raises as `ask` does.

    `typed` holds them too, also if the person leaves in the middle; `kept` is called after each of them.
    """
    lines = [] if typed is None else typed
    for line in wrap(question, columns_of(sys.stdout, os.environ)):
        print(line)  # noqa: T201
    try:
        while several := _pasted("  "):
            lines += several
            kept()
    except EOFError:
        _next_line()
        if not lines:
            raise
    except KeyboardInterrupt:
        lines += filter(None, [half_a_line().strip()])
        raise
    return tuple(lines)


def ask_until(question: Callable[[], T], refused: Callable[[UsageError], None]) -> T:
    """Return what `question` returns, asking again for as long as it does not fit."""
    while True:
        try:
            return question()
        except UsageError as error:
            refused(error)


def read_answer(
    *, one_line: bool = False, offered: str = "", typed: Callable[[str], object] = str
) -> str | Key | Unfinished:
    """Read an answer of several lines, or a key; one of `one_line` ends with that line.

    `typed` gets what there is of an answer after each of its lines, and of a line that is being typed every
    half a second, so that neither a power cut nor a closed window need take it; "" once it was wiped out.

    An empty line ends an answer, and so does Ctrl-D; the keys count on the first line only, so that no answer
    of several lines can hold one by chance. Enter alone takes the answer that is `offered`, if there is one.
    """
    prepare()
    answer = _Answer(typed)
    try:
        try:
            return _read_lines(answer, offered, one_line=one_line)
        except EOFError:
            _next_line()  # the shell's own prompt begins on a new line
            if not sys.stdin.isatty():  # the window was closed, and what stood on the line went with it
                return answer.left()
            return "\n".join(answer.lines) if answer.lines else Key.STOP
    except KeyboardInterrupt:
        _next_line()
        return answer.left()


class _Answer:
    """An answer that is being typed: its lines, and what stands on the next one as far as that is known."""

    def __init__(self, typed: Callable[[str], object]) -> None:
        self.lines: list[str] = []
        self.half = ""
        self._typed = typed

    def notice(self, half: str) -> None:
        """Take what stands on the line now; a key that is not pressed yet is no answer."""
        self.half = "" if not self.lines and half.strip().lower() in _KEYS else half
        self._typed("\n".join([*self.lines, *filter(str.strip, [self.half])]))

    def add(self, line: str) -> None:
        """Take a line that was ended."""
        self.lines.append(line)
        self._typed("\n".join(self.lines))

    def left(self) -> Unfinished:
        """Return what there is of it when somebody leaves."""
        return Unfinished("\n".join([*self.lines, *filter(str.strip, [half_a_line() or self.half])]))


def _read_lines(answer: _Answer, offered: str, *, one_line: bool) -> str | Key:
    """Read lines until the answer ends; raises as `input` does."""
    while True:
        with _noticing(answer.notice):
            line = input(MARK)
        answer.half = ""
        if not answer.lines:
            if offered and not line.strip():
                return offered
            if key := _KEYS.get(line.strip().lower()):
                return key
        if one_line:
            return line
        if not line.strip():
            return "\n".join(answer.lines)
        answer.add(line)


@contextmanager
def _noticing(noticed: Callable[[str], object]) -> Iterator[None]:
    """Tell, from a thread of its own, what stands on the line that is being typed, whenever it has changed.

    A closed window takes that line with it before Python hears of it. An alarm would not do: one that meets
    Ctrl-C is an error of the interpreter.
    """
    done = threading.Event()
    looking = threading.Thread(target=_look_until, args=(done, noticed), daemon=True)
    looking.start()
    try:
        yield
    finally:
        done.set()
        looking.join()


def _look_until(done: threading.Event, noticed: Callable[[str], object]) -> None:
    seen = ""
    while not done.wait(_LOOK):
        if (half := half_a_line()) != seen:
            if not half and not sys.stdin.isatty():  # a closed window has wiped it out, and nobody else
                return
            seen = half
            noticed(half)


def half_a_line() -> str:
    """Return what stands on the line that was being typed, "" if that is not known."""
    with suppress(ImportError):
        import readline

        return readline.get_line_buffer()
    return ""


def _next_line() -> None:
    with suppress(OSError):  # the terminal may be gone
        print()  # noqa: T201


def _hear_hang_up() -> None:
    """Let a closed terminal interrupt, as Ctrl-C does, unless somebody listens for it or it is ignored."""
    if not hasattr(signal, "SIGHUP") or threading.current_thread() is not threading.main_thread():
        return
    if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:
        signal.signal(signal.SIGHUP, _hang_up)


def _hang_up(_number: int, _frame: FrameType | None) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # what is kept now is not to be interrupted once more
    raise HungUp
