"""Asking a person at a terminal: one line, or several, with line editing also for wide characters.

Whoever leaves in the middle (Ctrl-C, Ctrl-D, a closed window) loses nothing that was typed: what asks
several things gets it back and keeps it.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from types import FrameType
from typing import NamedTuple, TypeVar

from mistakes.cli.columns import wrap
from mistakes.cli.terminal import columns_of
from mistakes.errors import UsageError

T = TypeVar("T")

MARK = "> "

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

    `typed` gets what there is of an answer after each of its lines, so that a power cut need not take it.

    An empty line ends an answer, and so does Ctrl-D; the keys count on the first line only, so that no answer
    of several lines can hold one by chance. Enter alone takes the answer that is `offered`, if there is one.
    """
    prepare()
    lines: list[str] = []
    try:
        while True:
            line = input(MARK)
            if not lines and offered and not line.strip():
                return offered
            if not lines and (key := _KEYS.get(line.strip().lower())):
                return key
            if not line.strip():
                return "\n".join(lines)
            lines.append(line)
            if one_line:
                return line
            typed("\n".join(lines))
    except EOFError:
        _next_line()  # the shell's own prompt begins on a new line
        return "\n".join(lines) if lines else Key.STOP
    except KeyboardInterrupt:
        _next_line()
        return Unfinished("\n".join([*lines, *filter(str.strip, [half_a_line()])]))


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
    raise HungUp
