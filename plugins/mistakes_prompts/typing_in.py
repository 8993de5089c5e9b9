"""What a person types at a question: an answer of several lines, or one of the keys.

An empty line ends an answer, and so does Ctrl-D; the keys count on the first line only, so that no answer
of several lines can hold one by chance.
"""

from __future__ import annotations

from contextlib import suppress
from enum import Enum
from typing import NamedTuple

from mistakes.cli.prompting import prepare

MARK = "> "


class Key(Enum):
    """What a person may do instead of answering."""

    SKIP = "skip"
    BACK = "back"
    STOP = "stop"
    WHY = "why"


class Unfinished(NamedTuple):
    """What was typed when somebody pressed Ctrl-C."""

    text: str


_KEYS = {"": Key.SKIP, "s": Key.SKIP, "b": Key.BACK, "q": Key.STOP, "?": Key.WHY, "？": Key.WHY}


def read_answer(*, one_line: bool = False) -> str | Key | Unfinished:
    """Read an answer, or a key, from the terminal; an answer of `one_line` ends with that line."""
    prepare()
    lines: list[str] = []
    try:
        while True:
            line = input(MARK)
            if not lines and (key := _KEYS.get(line.strip().lower())):
                return key
            if not line.strip():
                return "\n".join(lines)
            lines.append(line)
            if one_line:
                return line
    except EOFError:
        print()  # noqa: T201  the shell's own prompt begins on a new line
        return "\n".join(lines) if lines else Key.STOP
    except KeyboardInterrupt:
        print()  # noqa: T201
        return Unfinished("\n".join([*lines, *filter(str.strip, [_half_a_line()])]))


def _half_a_line() -> str:
    with suppress(ImportError):
        import readline

        return readline.get_line_buffer()
    return ""
