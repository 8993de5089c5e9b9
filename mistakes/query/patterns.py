"""Regular expressions in queries: which are accepted, and how they are searched for in bounded time.

Python's engine tries every way to divide a text among nested repeats, which takes for ever on a few
dozen characters; such patterns are refused before they run.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator

from mistakes.errors import QueryError

LONGEST = 200
MOST_REPEATS = 6
WINDOW = 1_000
_HINT = 'Search for words, or "a phrase", or a simpler pattern such as /deploy.*friday/.'
_PARTS = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?[^)]*?[:=!>)]|\?P<\w+>|)|\)|\||[*+?]|\{\d*,?\d*\}", re.DOTALL
)
_OPTION = re.compile(r"\((?:\?:|\?P<\w+>|)\Z")
_COUNT = re.compile(r"\{(\d*)(,?)(\d*)\}")


def checked(pattern: str) -> str:
    """Return the pattern if it is a regular expression that is safe to run; raises `QueryError`."""
    if len(pattern) > LONGEST:
        raise QueryError(f"a regular expression may have {LONGEST} characters, not {len(pattern):,}", _HINT)
    _refuse_explosive(pattern)
    compiled(pattern)
    return pattern


def compiled(pattern: str) -> re.Pattern[str]:
    """Return the compiled pattern, which ignores case and finds ^ and $ in every line."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    except (re.error, OverflowError, RecursionError) as error:
        raise QueryError(f"/{pattern[:40]}/ is not a regular expression: {str(error)[:80]}", _HINT) from None


def found_in(pattern: re.Pattern[str], text: str) -> bool:
    """Tell whether the pattern occurs in a text.

    Lines longer than `WINDOW` characters are searched in overlapping windows, in which every
    occurrence of up to half their length is found.
    """
    return any(pattern.search(window) for window in _windows(text))


def _windows(text: str) -> Iterator[str]:
    if len(text) <= WINDOW:
        yield text
        return
    for line in text.split("\n"):
        for start in range(0, max(len(line) - WINDOW // 2, 1), WINDOW // 2):
            yield line[start : start + WINDOW]


def _refuse_explosive(pattern: str) -> None:
    """Refuse a repeat around a repeat or an alternative, references back, and too many repeats.

    `branching` holds for each open group whether something in it can match in several ways.
    """
    branching, closed, repeats = [False], False, 0
    for part in _PARTS.findall(pattern):
        if part.startswith("("):
            if not _OPTION.match(part):
                raise QueryError(f"/{pattern[:40]}/ uses a group that is not supported here", _HINT)
            branching.append(False)
        elif _is_reference(part):
            raise QueryError(f"/{pattern[:40]}/ refers back to a group, which can take for ever", _HINT)
        elif part in "|?" or _repeats(part):
            repeats += _repeats(part)
            if closed and _repeats(part):
                message = f"/{pattern[:40]}/ repeats a group that repeats, which can take for ever"
                raise QueryError(message, _HINT)
            branching[-1] = True
        closed = part == ")" and len(branching) > 1 and branching.pop() and _mark(branching)
    if repeats > MOST_REPEATS:
        raise QueryError(f"/{pattern[:40]}/ has more than {MOST_REPEATS} repeats", _HINT)


def _mark(branching: list[bool]) -> bool:
    branching[-1] = True
    return True


def _is_reference(part: str) -> bool:
    return re.fullmatch(r"\\[1-9]", part) is not None


def _repeats(part: str) -> bool:
    """Tell whether the part repeats what stands before it a number of times that is more than one."""
    if part in ("*", "+"):
        return True
    count = _COUNT.fullmatch(part)
    return count is not None and bool(count[2] or int(count[1] or 0) > 1)
