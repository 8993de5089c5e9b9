"""Text of entries inside a Markdown page: it stays as it was typed, except what would leave its place.

What is escaped: headings and underlines of headings, blocks of code that would not end, raw HTML,
links that are neither web nor mail nor relative; an image becomes a link to it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from mistakes.records import NamedTuple
from mistakes_formats.plain_text import cleaned, one_line

_BLANK_LINES = re.compile(r"\A(?:[ \t]*\n)+")
# with a backtick or a bar behind them, they are text or cells of a table to some readers
_FENCE = re.compile(r"(?P<mark>`{3,}|~{3,})[^`|]*")
_CLOSING = re.compile(r" {0,3}(?P<mark>`{3,}|~{3,})[ \t]*")
_HEADING = re.compile(r"(?P<indent> {0,3})(?=#{1,6}(?:[ \t]|$))")
_UNDERLINE = re.compile(r"(?P<indent> {0,3})(?=(?:=+|-+)[ \t]*$)")
_MARKS = re.compile(r"(?P<indent>[ \t]*)(?P<run>`{3,}|~{3,})")
_BLOCK_START = re.compile(
    r"#{1,6}(?= |$)|[-+*](?= |$)|(?:[-*_] ?){3,}$|>|\d{1,9}(?=[.)](?: |$))|`{3,}|~{3,}|=+$|-+$"
)
_LAST_MARKS = re.compile(r"(?<= )#+$")
_TOKEN = re.compile(r"\\[!-/:-@\[-`{-~]|`+|<https?://[^\s<>`]*>|<(?=[A-Za-z/!?])|!(?=\[)|\](?=[(:])")
_VAULT_TOKEN = re.compile(f"{_TOKEN.pattern}|%%|\\$\\$")
_DESTINATION = re.compile(r"[(:]\s*<?\s*(?P<address>[^\s)>]{0,300})")
_HARMLESS = ("http://", "https://", "mailto:")


def block(text: str, *, vault: bool = False) -> str:
    """Return a text of several lines as blocks of a page, none of which reaches what comes after it.

    With `vault` it also holds nothing that an Obsidian vault would hide, embed or run.
    """
    return "\n".join(_lines(_BLANK_LINES.sub("", cleaned(text).rstrip()), vault))


def line(text: str, *, vault: bool = False) -> str:
    """Return a text as one line of a page: a heading, an item, a label."""
    return _inline(_begun(text), vault=vault).text


def cell(text: str, *, vault: bool = False) -> str:
    """Return a text as a cell of a table, from which no code reaches into the next cell."""
    made = _inline(_begun(text), vault=vault)
    if not made.is_closed:
        made = _inline(_begun(text.replace("`", "&#96;")), vault=vault)
    return made.text.replace("|", "\\|")


def _begun(text: str) -> str:
    """Return a text on one line that begins no list, quotation or block of code, and is all of a heading."""
    flat = _LAST_MARKS.sub(r"\\\g<0>", one_line(text))
    start = _BLOCK_START.match(flat)
    if not start:
        return flat
    at = start.end() if start[0].isdigit() else 0
    return f"{flat[:at]}\\{flat[at:]}"


def _lines(text: str, vault: bool) -> Iterator[str]:
    """Yield the lines, with blocks of code that begin at the margin as they are, and closed."""
    fence = ""
    after_text = code_possible = False  # of the paragraph so far: no backtick in it still waits for another
    for typed in text.split("\n"):
        if fence:
            fence = "" if _closes(typed, fence) else fence
            yield typed
            continue
        if opening := _FENCE.fullmatch(typed):
            fence = opening["mark"]
            yield fence if vault else typed
        elif typed.strip():
            made = _inline(_as_text(typed, after_text), code=code_possible or not after_text, vault=vault)
            code_possible = made.is_closed and (code_possible or not after_text)
            yield made.text
        else:
            yield typed
        after_text = bool(typed.strip()) and not fence
    if fence:
        yield fence


def _closes(typed: str, fence: str) -> bool:
    found = _CLOSING.fullmatch(typed)
    return found is not None and found["mark"].startswith(fence)


def _as_text(typed: str, after_text: bool) -> str:
    """Return a line without what would make it a heading, underline one, or open a block of code."""
    if fence := _MARKS.match(typed):
        return fence["indent"] + _escaped(fence["run"]) + typed[fence.end() :]
    found = _HEADING.match(typed) or (_UNDERLINE.match(typed) if after_text else None)
    return f"{found['indent']}\\{typed[found.end() :]}" if found else typed


def _escaped(marks: str) -> str:
    return "".join(f"\\{mark}" for mark in marks)


class _Inline(NamedTuple):
    """A line of text made harmless; `is_closed` tells that no code can reach from it into the next line."""

    text: str
    is_closed: bool


def _inline(text: str, *, code: bool = True, vault: bool = False) -> _Inline:
    """Return a line in which nothing but code is HTML, an image, or a link to anything strange.

    Without `code`, backticks before it may pair with some in it, so that none is sure to enclose code;
    a `|` may divide cells.
    """
    code = code and "|" not in text
    runs: dict[int, list[int]] = {}
    for run in re.finditer("`+", text) if "`" in text else ():
        runs.setdefault(len(run[0]), []).append(run.start())
    made: list[str] = []
    at, is_closed = 0, code or not runs
    token = _VAULT_TOKEN if vault else _TOKEN
    while found := token.search(text, at):
        made.append(text[at : found.start()])
        at = found.end()
        if found[0][0] != "`":
            made.append(_harmless(found, text))
            if found[0] == "\\`":  # readers differ in whether a backtick after it begins code
                code = is_closed = False
        elif code and (end := _end_of_code(runs.get(len(found[0]), []), at, len(found[0]))):
            made.append(text[found.start() : end])
            at = end
        else:
            made.append(found[0])
            is_closed = False
    return _Inline("".join([*made, text[at:]]), is_closed)


def _end_of_code(runs: list[int], start: int, length: int) -> int:
    """Return where the code ends that began before `start`, 0 if nothing closes it."""
    at = bisect_left(runs, start)
    return runs[at] + length if at < len(runs) else 0


def _harmless(found: re.Match[str], text: str) -> str:
    mark = found[0]
    if mark == "]":
        return mark if _is_plain(text, found.end()) else "]\\"
    return _escaped(mark) if mark in ("<", "!", "%%", "$$") else mark


def _is_plain(text: str, at: int) -> bool:
    """Tell whether a link's address, from its bracket or colon on, leads nowhere strange."""
    found = _DESTINATION.match(text, at)
    address = found["address"].lower() if found else ""
    return address.startswith(_HARMLESS) or (bool(address) and not set(":&\\") & set(address))
