"""The week of a team as a text to look at, change and send: what was told, what helped, who was thanked.

It is made of the team's own entries and events alone, counts nobody's, and is sent nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from mistakes.model import Mistake

if TYPE_CHECKING:
    from mistakes.journal import Journal

WEEK = timedelta(days=7)
LANGUAGES = ("en", "zh")
_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "{name}: {since} to {until}",
        "told": "New in the journal",
        "helped": "What helped",
        "thanked": "Thank you",
        "again": "Came again",
        "open": "To be done",
        "helped line": "{title}: {text}",
        "thanked line": "{name}: {text}",
        "lesson": "What we take from it: {text}",
        "plan": "When {when}, then {then}.",
        "due": "{text} (due {due})",
        "numbers": "{entries} of {goal} mistakes told",
        "nothing": "A quiet week: nothing new was told.",
    },
    "zh": {
        "title": "{name}：{since} 至 {until}",
        "told": "新记下的",
        "helped": "派上用场的",
        "thanked": "感谢",
        "again": "又发生了",
        "open": "还要做的",
        "helped line": "{title}：{text}",
        "thanked line": "{name}：{text}",
        "lesson": "我们学到：{text}",
        "plan": "当{when}，就{then}。",
        "due": "{text}（原定 {due}）",
        "numbers": "已讲出 {entries} 个错误，目标 {goal} 个",
        "nothing": "这一周很平静，没有新记录。",
    },
}


class Item(NamedTuple):
    """One line of the digest, with what stands below it."""

    text: str
    below: tuple[str, ...] = ()


class Digest(NamedTuple):
    """A team's week: its heading, the charter in its own words, the parts by name, the road in numbers."""

    title: str
    charter: tuple[str, ...]
    parts: tuple[tuple[str, tuple[Item, ...]], ...]
    road: str
    quiet: str


def digest(journal: Journal, until: date, *, days: int = 7, language: str = "en") -> Digest:
    """Return the digest of the days up to and including `until`."""
    words = _WORDS[language if language in LANGUAGES else "en"]
    since = until - timedelta(days=days - 1)
    with journal.settled():
        titles = _Titles(journal)
        events = [event for event in journal.events() if event.day and since <= event.day <= until]
        parts = (
            (words["told"], tuple(_told(journal, since, until, words))),
            (words["helped"], tuple(_helped(events, titles, words))),
            (words["thanked"], tuple(_thanked(journal, events, words))),
            (words["again"], tuple(Item(titles[one.entry]) for one in events if one.do == "repeated")),
            (words["open"], tuple(_open(journal, until, words))),
        )
        entries = journal.index.kept
    shown = tuple((name, items) for name, items in parts if items)
    title = words["title"].format(name=journal.name, since=since, until=until)
    road = words["numbers"].format(entries=entries, goal=journal.header.goal)
    return Digest(title, charter_of(journal), shown, road, "" if shown else words["nothing"])


def as_markdown(found: Digest) -> str:
    """Return the digest as Markdown; what people wrote cannot become markup of its own."""
    return _text(found, heading="# {}", part="## {}", escape=_escaped)


def as_text(found: Digest) -> str:
    """Return the digest as plain text."""
    return _text(found, heading="{}", part="{}:", escape=lambda text: text)


def charter_of(journal: Journal) -> tuple[str, ...]:
    """Return the team's charter as lines: what stands in `[charter]` of `journal.toml`, if anything does."""
    return tuple(_lines(journal.header.charter))


def _lines(charter: Mapping[str, Any]) -> Iterator[str]:
    for name, value in charter.items():
        texts = [value] if isinstance(value, str) else value if isinstance(value, Sequence) else []
        if said := ", ".join(text.strip() for text in texts if isinstance(text, str) and text.strip()):
            yield f"{name.replace('_', ' ').capitalize()}: {' '.join(said.split())}"


class _Titles:
    """The titles of entries by id, each read once."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._known: dict[str, str] = {}

    def __getitem__(self, entry_id: str | None) -> str:
        if not entry_id:
            return ""
        if entry_id not in self._known:
            entry = self._journal.readable(entry_id)
            self._known[entry_id] = entry.title if entry else entry_id[-6:]
        return self._known[entry_id]


def _told(journal: Journal, since: date, until: date, words: Mapping[str, str]) -> Iterator[Item]:
    for entry in journal.search(f"logged:{since}..{until}", order="time"):
        yield Item(f"{entry.title} ({entry.id[-6:]})", tuple(_lessons(entry, words)))


def _lessons(entry: Mistake, words: Mapping[str, str]) -> Iterator[str]:
    for lesson in entry.lessons:
        if lesson.text:
            yield words["lesson"].format(text=lesson.text)
        if lesson.is_plan:
            yield words["plan"].format(when=lesson.when, then=lesson.then)


def _helped(events: Sequence[Any], titles: _Titles, words: Mapping[str, str]) -> Iterator[Item]:
    for event in events:
        if event.do == "applied":
            yield Item(words["helped line"].format(title=titles[event.entry], text=event.situation))


def _thanked(journal: Journal, events: Sequence[Any], words: Mapping[str, str]) -> Iterator[Item]:
    """Yield who was thanked and for what; an event says a person's name only as its file does."""
    thanks = [event for event in events if event.do == "thanked" and event.text]
    if thanks:
        from mistakes.people import known, name_of

        people = known(journal)
        for event in thanks:
            yield Item(words["thanked line"].format(name=name_of(event.to, people), text=event.text))


def _open(journal: Journal, until: date, words: Mapping[str, str]) -> Iterator[Item]:
    for late in journal.index.late(until)[1]:
        entry = journal.readable(late.entry)
        for action in entry.actions if entry else ():
            if action.key == late.key:
                yield Item(words["due"].format(text=action.text, due=late.due))


def _text(found: Digest, *, heading: str, part: str, escape: Any) -> str:
    blocks = [heading.format(escape(found.title))]
    if found.charter:
        blocks.append("\n".join(f"> {escape(line)}" for line in found.charter))
    for name, items in found.parts:
        blocks.append(part.format(name))
        blocks.append("\n".join(_item(item, escape) for item in items))
    blocks += [text for text in (found.quiet, found.road) if text]
    return "\n\n".join(blocks) + "\n"


def _item(item: Item, escape: Any) -> str:
    lines = [f"- {_flat(escape(item.text))}", *(f"  - {_flat(escape(text))}" for text in item.below)]
    return "\n".join(lines)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _escaped(text: str) -> str:
    marks = "\\`*_{}[]<>#|!"
    return "".join(f"\\{character}" if character in marks else character for character in text)
