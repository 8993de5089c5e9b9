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
    "en": {"remember": "remember", "open": "still open: ", "title": "{}  {}  {} ({})"},
    "zh": {"remember": "记得", "open": "还没做：", "title": "{}  {}  {}（{}）"},
}


class _Part(NamedTuple):
    """Lines of a reminder and their colour; `least` of them stay however little room there is."""

    lines: list[str]
    style: Style
    least: int


def show(out: Output, reminders: Sequence[Reminder], now: datetime, language: str = "en") -> None:
    """Write reminders for somebody who asked."""
    short = _handles(reminders)
    room = MOST_LINES // max(len(reminders), 1)
    for number, reminder in enumerate(reminders, 1):
        handle = short[reminder.entry.id]
        age = age_in(describe_age(reminder.entry.happened, now), language)
        title = _WORDS[language]["title"].format(number, handle, reminder.entry.title, age)
        for line, style in _block(out, reminder, title, room, language):
            out.line((line, style))


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


def _block(
    out: Output, reminder: Reminder, title: str, room: int, language: str
) -> Iterator[tuple[str, Style]]:
    columns = min(out.columns, WIDEST_TEXT) if out.columns else _ENDLESS
    yield shorten(term(title), columns), out.paint.bold
    for part in _fitting(_parts(out, reminder, columns, language), room - 1):
        yield from ((line, part.style) for line in part.lines)


def _parts(out: Output, reminder: Reminder, columns: int, language: str) -> list[_Part]:
    """Return the lesson, the open action and the reasons, each as long as it likes to be."""
    parts = []
    if reminder.lesson is not None:
        parts.append(_Part(_wrapped(reminder.advice_in(language), columns), str, 1))
    if reminder.action is not None:
        still_open = _WORDS[language]["open"] + reminder.action.text
        parts.append(_Part(_wrapped(still_open, columns), out.paint.yellow, 1))
    why = shorten(_INDENT + term(" · ".join(_reason(why, language) for why in reminder.why)), columns)
    return [*parts, _Part([why], out.paint.dim, 0)]


def _reason(why: str, language: str) -> str:
    """Return a trigger that fired, or a word that is shared, in a language."""
    kind, _, pattern = why.partition(" ")
    name = f"{kind}s"
    return WORDS[language][name].format(pattern) if pattern and name in _TRIGGERS else why


def _wrapped(text: str, columns: int) -> list[str]:
    return wrap(term(text), columns, _INDENT)


def _fitting(parts: list[_Part], room: int) -> list[_Part]:
    """Return the parts in no more than so many lines: the last give way first, cut lines end in `…`."""
    while sum(len(part.lines) for part in parts) > room:
        index = max(
            (number for number, part in enumerate(parts) if len(part.lines) > part.least), default=None
        )
        if index is None:
            return parts[:room]
        part = parts[index]
        kept = part.lines[:-1]
        parts[index] = part._replace(lines=[*kept[:-1], _cut(kept[-1])] if kept else [])
    return parts


def _cut(line: str) -> str:
    return line if line.endswith("…") else f"{line[:-1] if len(line) > 1 else line}…"
