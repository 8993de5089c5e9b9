"""How reminders look: numbered, twelve lines at most for all of them, one line each where nobody asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mistakes.cli.columns import shorten, wrap
from mistakes.cli.output import WIDEST_TEXT, Output, Style
from mistakes.cli.show_words import WORDS, age_in
from mistakes.cli.terminal import term
from mistakes.handles import handles_among
from mistakes.records import NamedTuple
from mistakes.when import describe_age

if TYPE_CHECKING:
    from mistakes.briefing.reminders import Reminder

MOST_LINES = 12
_INDENT = "   "
_LONGEST_LINE = 200
_TRIGGERS = ("paths", "commands", "words", "tags")
_ENDLESS = 10_000
_WORDS = {
    "en": {"remember": "remember", "open": "still open: ", "title": "{} ({})"},
    "zh": {"remember": "记得", "open": "还没做：", "title": "{}（{}）"},
}


class _Part(NamedTuple):
    """Lines of a reminder and their colour; `least` of them stay however little room there is.

    Of parts that are equally long the one with the greater `yields` gives way first. `shorter` are fewer lines
    that say all that one has to know, if there are any.
    """

    lines: list[str]
    style: Style
    least: int
    yields: int
    shorter: Sequence[str] = ()

    @property
    def is_spare(self) -> bool:
        """Tell whether one can do without a line of it."""
        return self.least == 0 or bool(self.shorter)


def show(out: Output, reminders: Sequence[Reminder], now: datetime, language: str = "en") -> None:
    """Write reminders for somebody who asked."""
    short = _handles(reminders)
    columns = min(out.columns, WIDEST_TEXT) if out.columns else _ENDLESS
    blocks = []
    for number, reminder in enumerate(reminders, 1):
        age = age_in(describe_age(reminder.entry.happened, now), language)
        title, label = reminder.entry.title, f"{number}  {short[reminder.entry.id]}  "
        whole = _wrapped(_WORDS[language]["title"].format(title, age), columns, label)
        ageless = _wrapped(title, columns, label)
        headline = _Part(whole, out.paint.bold, 1, 1, ageless if len(ageless) < len(whole) else ())
        blocks.append([headline, *_parts(out, reminder, columns, language)])
    rooms = _rooms([sum(len(part.lines) for part in parts) for parts in blocks], MOST_LINES)
    for parts, room in zip(blocks, rooms, strict=True):
        for part in _fitting(parts, room, columns):
            for line in part.lines:
                out.line((line, part.style))


def show_unasked(out: Output, reminders: Sequence[Reminder], language: str = "en") -> None:
    """Write reminders for somebody who is doing something else: one line each."""
    words, short = _WORDS[language], _handles(reminders)
    for number, reminder in enumerate(reminders, 1):
        what = term(("" if reminder.lesson else words["open"]) + reminder.advice_in(language))
        about = term(f"({short[reminder.entry.id]} {reminder.entry.title})")
        line = f"{words['remember']} {number}: {what}"
        columns = out.columns or _LONGEST_LINE
        rest = columns - len(line) - 1
        out.line(shorten(f"{line} {about}" if rest > 12 or not out.columns else line, columns))


def _handles(reminders: Sequence[Reminder]) -> dict[str, str]:
    """Return what the entries are called; the indexes of their journals are warm, as they were looked into."""
    journals = {reminder.journal.root: reminder.journal for reminder in reminders}
    return handles_among(journals.values(), [reminder.entry.id for reminder in reminders], walk=False)


def as_json(reminders: Sequence[Reminder], language: str = "en") -> Iterator[dict[str, Any]]:
    """Yield an object for each reminder: its entry, score and why, the keys of the lesson and action meant."""
    from mistakes.cli.show import entry_json

    for reminder in reminders:
        journal, entry, lesson, action, score, why = reminder
        chosen = {"lesson": lesson.key if lesson else None, "action": action.key if action else None}
        record = entry_json(journal, entry, journal.standings([entry.id])[entry.id])
        told = {"score": round(score, 4), "why": list(why), "advice": reminder.advice_in(language)}
        yield record | told | chosen


def _rooms(wanted: Sequence[int], most: int) -> list[int]:
    """Return how many lines each block gets of so many: what it wants, or its share of what others leave."""
    rooms = dict.fromkeys(range(len(wanted)), 0)
    smallest_first = sorted(rooms, key=lambda number: wanted[number])
    for done, number in enumerate(smallest_first):
        rooms[number] = min(wanted[number], most // (len(wanted) - done))
        most -= rooms[number]
    return list(rooms.values())


def _parts(out: Output, reminder: Reminder, columns: int, language: str) -> list[_Part]:
    """Return the lesson, the open action and the reasons, each as long as it likes to be."""
    parts = []
    if reminder.lesson is not None:
        parts.append(_Part(_wrapped(reminder.advice_in(language), columns), str, 1, 0))
    if reminder.action is not None:
        still_open = _WORDS[language]["open"] + reminder.action.text
        parts.append(_Part(_wrapped(still_open, columns), out.paint.yellow, 1, 2))
    why = shorten(_INDENT + term(" · ".join(_reason(why, language) for why in reminder.why)), columns)
    return [*parts, _Part([why], out.paint.dim, 0, 3)]


def _reason(why: str, language: str) -> str:
    """Return a trigger that fired, or a word that is shared, in a language."""
    kind, _, pattern = why.partition(" ")
    name = f"{kind}s"
    return WORDS[language][name].format(pattern) if pattern and name in _TRIGGERS else why


def _wrapped(text: str, columns: int, label: str = _INDENT) -> list[str]:
    return wrap(term(text), columns, _INDENT, label)


def _fitting(parts: Sequence[_Part], room: int, columns: int) -> list[_Part]:
    """Return the parts in no more than so many lines: what is spare gives way first, then what is longest."""
    parts = list(parts)
    while sum(len(part.lines) for part in parts) > room:
        longer = [part for part in parts if len(part.lines) > part.least]
        if not longer:
            return parts[:room]
        chosen = max(longer, key=lambda part: (part.is_spare, len(part.lines), part.yields))
        parts[parts.index(chosen)] = _shorter(chosen, columns)
    return parts


def _shorter(part: _Part, columns: int) -> _Part:
    """Return a part with a line less; what is cut ends in `…`."""
    if part.shorter:
        return part._replace(lines=list(part.shorter), shorter=())
    kept = part.lines[:-1]
    return part._replace(lines=[*kept[:-1], _cut(kept[-1], columns)] if kept else [])


def _cut(line: str, columns: int) -> str:
    return line if line.endswith("…") else shorten(f"{line}…", columns)
