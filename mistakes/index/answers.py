"""The private answers that match a query: what one wrote for oneself, found where it lies, in the logs.

They stand in no index, so that nothing but the personal journal ever holds their words.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from mistakes.index.match import text_pattern
from mistakes.index.telling import telling_lines
from mistakes.layout import event_files
from mistakes.query.tree import And, Flag, Node, Not, Or, Phrase, Regex, Word, leaves
from mistakes.query.words import fold
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.query import Query

Holds: TypeAlias = Callable[[str], bool]

_ANSWERED, _RETRACTED = b'"answered"', b'"retracted"'


class Answer(NamedTuple):
    """What somebody answered for themselves: when, about which entry ("" for none), to which question."""

    id: str
    day: date
    entry: str
    prompt: str
    text: str


def matching_answers(place: Path, query: Query) -> list[Answer]:
    """Return the private answers of the journal in a folder that match, the newest first.

    A query with conditions that only entries can meet, such as `tag:deploy`, finds none, and so does one
    that says nothing but what must not occur.
    """
    root = _of_entries_there(query.root)
    if not _is_about_texts(root):
        return []
    holds, words = _holds(root), _needed(root)
    lines = (line for line in _lines(place, _ANSWERED) if _may_hold(line, words))
    answers = filter(None, map(_answer, _events(lines)))
    found = {answer.id: answer for answer in answers if holds(answer.text)}
    if found:
        for event in _events(_lines(place, _RETRACTED)):
            found.pop(_taken_back(event), None)
    return sorted(found.values(), reverse=True)


def _of_entries_there(root: Node) -> Node:
    """Return a query without the condition, which every query has, that an entry is not deleted."""
    if not isinstance(root, And):
        return root
    return And(tuple(part for part in root.parts if part != Not(Flag("deleted"))))


def _is_about_texts(root: Node) -> bool:
    found = leaves(root)
    plain = all(isinstance(leaf, Word | Phrase | Regex) and leaf.field is None for leaf in found)
    return plain and _asks(root)


def _asks(node: Node) -> bool:
    """Tell whether something has to occur, whichever way the query is met."""
    if isinstance(node, And):
        return any(map(_asks, node.parts))
    if isinstance(node, Or):
        return bool(node.parts) and all(map(_asks, node.parts))
    return not isinstance(node, Not)


def _holds(node: Node) -> Holds:
    """Return the function that tells whether a text meets a query that is about texts alone."""
    if isinstance(node, Not):
        part = _holds(node.part)
        return lambda text: not part(text)
    if isinstance(node, And | Or):
        parts, how = [_holds(one) for one in node.parts], all if isinstance(node, And) else any
        return lambda text: how(part(text) for part in parts)
    if isinstance(node, Word | Phrase | Regex):
        return text_pattern(node)
    raise TypeError(f"a {type(node).__name__} is about no text")


def _needed(root: Node) -> list[bytes]:
    """Return the words that stand, in small letters, in every text that meets a query; none are known of some."""
    parts = root.parts if isinstance(root, And) else (root,)
    return [fold(part.text).encode() for part in parts if isinstance(part, Word)]


def _may_hold(line: bytes, words: Sequence[bytes]) -> bool:
    """Tell whether the answer in a line may hold all the words; a look takes a tenth of reading the line."""
    if b"\\" in line or not line.isascii():
        return True
    small = line.lower()
    return all(word in small for word in words)


def _lines(root: Path, word: bytes) -> Iterator[bytes]:
    for path in event_files(root):
        yield from telling_lines(path, (word,))


def _events(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Yield the events of some lines; a line that is none is left out."""
    for line in lines:
        with suppress(ValueError, RecursionError):
            event = json.loads(line)
            if isinstance(event, dict):
                yield event


def _taken_back(event: dict[str, Any]) -> str:
    return str(event.get("event")) if event.get("do") == "retracted" else ""


def _answer(event: dict[str, Any]) -> Answer | None:
    """Return the answer that an event holds, None if it holds none that can be understood."""
    told = [event.get(name, "") for name in ("id", "day", "entry", "prompt", "text")]
    if event.get("do") != "answered" or not all(isinstance(one, str) for one in told) or not told[-1]:
        return None
    with suppress(ValueError):
        return Answer(told[0], date.fromisoformat(told[1]), *told[2:])
    return None
