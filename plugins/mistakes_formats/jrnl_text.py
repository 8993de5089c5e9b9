"""The text of a jrnl journal taken apart into entries, each of which begins with a time in brackets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import TypeAlias

from mistakes.errors import UsageError
from mistakes.exchange import Refusal
from mistakes.files import ENTRY_LIMIT
from mistakes.records import NamedTuple
from mistakes.when import Moment
from mistakes_formats.reading import Line
from mistakes_formats.record import TOO_LONG, conflict_line
from mistakes_formats.written_times import formatted, reader

# None is a text that is no time; what looks like one and cannot be read is a `UsageError`
ReadHeading: TypeAlias = Callable[[str], Moment | None]

_HEADING = re.compile(r"\[(?P<time>[^\]]{1,100})\](?: (?P<text>.*)|$)", re.DOTALL)
_DATED = re.compile(r"(?=.*\b\d{1,2}\b)(?=.*\b\d{4}\b)|.*\b\d{1,2}([./-])\d{1,2}\1(?:\d\d){1,2}\b")
_CLOCK = re.compile(r"\d{1,2}:\d\d(?::\d\d)?(?: ?[ap]\.?m\.?)?", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?…]+[\"'’”)\]]*\s+|[。！？．]+\s*")
_STAR = " *"
_BEFORE = "stands before the first entry"
_CURE = "name the format with --timeformat, or export the journal as JSON, which has plain dates"


class Note(NamedTuple):
    """An entry as it stands in a journal: where, when, and its text."""

    where: str
    moment: Moment
    text: str


class Told(NamedTuple):
    """What an entry says: its first sentence or line, the rest, and whether it is starred."""

    title: str
    body: str
    is_starred: bool


def notes(lines: Iterable[Line], heading: ReadHeading) -> Iterator[Note | Refusal]:
    """Yield the entries of a text in their order; one that cannot be read hides no other."""
    current = _Draft("line 1", fault=_BEFORE)
    for line in lines:
        where = f"line {line.number}"
        start = _HEADING.match(line.text)
        try:
            moment = heading(start["time"]) if start else None
        except UsageError as error:
            yield from current.finished()
            current = _Draft(where, fault=f"{error.message.rstrip('.')}; {_CURE}")
            current.add(line.text)
            continue
        if start and moment:
            yield from current.finished()
            current = _Draft(where, moment)
        current.add((start["text"] or "") if start and moment else line.text)
        current.fault = current.fault or (line.fault and f"{where} {line.fault}")
    yield from current.finished()


def dated(form: str) -> ReadHeading:
    """Return what reads the heading of an entry in a file of its own: a date with its year.

    Raises `UsageError` if `form` is no format of dates.
    """
    in_form, read = formatted(form), reader()
    return lambda text: in_form(text) or (read(text) if _DATED.match(text) else None)


def in_day(form: str, day: date) -> ReadHeading:
    """Return what reads the heading of an entry in the file of a day; the file tells the day.

    A time of day alone begins an entry only if the first heading is one, for texts hold such times too.
    """
    in_form, read = formatted(form, needs_year=False), reader()
    first: list[bool] = []

    def heading(text: str) -> Moment | None:
        found = in_form(text)
        if not found and _DATED.match(text):
            found = read(text)
        if not found and (not first or first[0]) and _CLOCK.fullmatch(text):
            found = read(f"{day} {text}")
            first.append(True)
        if found and not first:
            first.append(False)
        return _on(day, found) if found else None

    return heading


def told(text: str) -> Told:
    """Return title and body: the first line is the title, or of a single line its first sentence."""
    first, _, rest = text.strip().partition("\n")
    is_starred = first.rstrip().endswith(_STAR)
    first = first.rstrip().removesuffix(_STAR).rstrip()
    if is_starred and first[:2] != "**":
        first = first.removeprefix("*")  # jrnl leaves the star that was typed before a title there
    if rest.strip():
        return Told(first, rest.strip("\n"), is_starred)
    end = _SENTENCE.search(first)
    if not end:
        return Told(first, "", is_starred)
    return Told(first[: end.end()].rstrip(), first[end.end() :].strip(), is_starred)


class _Draft:
    """An entry whose end was not met yet; `fault` says why it is refused, "" if it is not."""

    def __init__(self, where: str, moment: Moment | None = None, fault: str = "") -> None:
        self.fault = fault
        self._where = where
        self._moment = moment
        self._lines: list[str] = []
        self._size = 0

    def add(self, line: str) -> None:
        """Add a line, unless there are more than an entry may hold."""
        self._size += len(line) + 1
        if self._size <= ENTRY_LIMIT:
            self._lines.append(line)
        else:
            self.fault = self.fault or TOO_LONG

    def finished(self) -> Iterator[Note | Refusal]:
        """Yield the entry, or why it is none; nothing where nothing stands."""
        text = "\n".join(self._lines)
        marker = conflict_line(text)
        if self.fault and (text.strip() or self.fault != _BEFORE):
            yield Refusal(self._where, self.fault)
        elif marker:
            yield Refusal(self._where, "holds a git conflict marker; finish the merge first")
        elif self._moment:
            yield Note(self._where, self._moment, text)


def _on(day: date, moment: Moment) -> Moment:
    """Return the moment moved to a day, at the same time of that day."""
    if not isinstance(moment, datetime):
        return day
    return datetime.combine(day, moment.time()).astimezone()
