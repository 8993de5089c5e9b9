"""The week of a team as a text to look at, change and send: what was told, what helped, who was thanked.

It is made of the team's own entries and events alone, counts nobody's, and is sent nowhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mistakes.model import Mistake
from mistakes.plan_words import plan
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.journal import Journal

WEEK = timedelta(days=7)
_ENDS = (".", "。")
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
        "strength": "{text} (strength: {strength})",
        "lesson": "What we take from it: {text}",
        "due": "{text} (due {due})",
        "numbers": "{entries} of {goal} mistakes told",
        "nothing": "A quiet week: nothing new was told.",
        "nothing then": "Quiet days: nothing new was told.",
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
        "strength": "{text}（优点：{strength}）",
        "lesson": "我们学到：{text}",
        "due": "{text}（原定 {due}）",
        "numbers": "已讲出 {entries} 个错误，目标 {goal} 个",
        "nothing": "这一周很平静，没有新记录。",
        "nothing then": "这些天很平静，没有新记录。",
    },
}


# as `mistakes thank --strength` writes it, and as people do
_STRENGTH = re.compile(r"\s*[#＃](?:strength|长处|优点)[\s:：-]+([^#＃,.;，。；\n]{1,40})", re.IGNORECASE)
# what would be markup of Markdown anywhere, at the beginning of a line, or at its end
_MARKUP = re.compile(
    r"[\\`*\[\]<>~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|&(?=#?\w+;)|^[#+=-]|(?<=^)\d{1,9}[.)]|#(?=#*$)"
)
_HIDDEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


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
    """Return the digest of the days up to and including `until`; what others put into a person's log is left out."""
    language = language if language in LANGUAGES else "en"
    words = _WORDS[language]
    since = until - timedelta(days=days - 1)
    with journal.settled():
        titles = _Titles(journal)
        brought = journal.unvouched()
        events = [
            event
            for event in journal.events()
            if event.day and since <= event.day <= until and event.id not in brought
        ]
        happened = (
            (words["told"], tuple(_told(journal, since, until, words, language))),
            (words["helped"], tuple(_helped(events, titles, words))),
            (words["thanked"], tuple(_thanked(journal, events, words))),
            (words["again"], tuple(_again(events, titles))),
        )
        parts = (*happened, (words["open"], tuple(_open(journal, until, words))))
        entries = journal.index.kept
    shown = tuple((name, items) for name, items in parts if items)
    title = words["title"].format(name=journal.name, since=since, until=until)
    road = words["numbers"].format(entries=entries, goal=journal.header.goal)
    is_quiet = not any(items for _, items in happened)
    quiet = words["nothing" if days == WEEK.days else "nothing then"] if is_quiet else ""
    return Digest(title, charter_of(journal), shown, road, quiet)


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
    """The titles of entries by id, each read once; "" for one that was taken back or purged."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._known: dict[str, str] = {}

    def __getitem__(self, entry_id: str | None) -> str:
        if not entry_id:
            return ""
        if entry_id not in self._known:
            entry = self._journal.readable(entry_id)
            self._known[entry_id] = entry.title if entry and not entry.deleted else ""
        return self._known[entry_id]


def _told(
    journal: Journal, since: date, until: date, words: Mapping[str, str], language: str
) -> Iterator[Item]:
    for entry in journal.search(f"logged:{since}..{until}", order="time"):
        handle = journal.handle(entry.id, walk=False)
        yield Item(f"{entry.title} ({handle})", tuple(_lessons(entry, words, language)))


def _lessons(entry: Mistake, words: Mapping[str, str], language: str) -> Iterator[str]:
    for lesson in entry.lessons:
        if lesson.text:
            yield words["lesson"].format(text=lesson.text)
        if lesson.is_plan:
            sentence = plan(lesson.when, lesson.then, language)
            yield sentence if sentence.endswith(_ENDS) else sentence + _ENDS[language == "zh"]


def _helped(events: Sequence[Any], titles: _Titles, words: Mapping[str, str]) -> Iterator[Item]:
    told = [(titles[event.entry], event.situation) for event in events if event.do == "applied"]
    for title, situation in dict.fromkeys(told):
        if title:
            yield Item(words["helped line"].format(title=title, text=situation) if situation else title)


def _again(events: Sequence[Any], titles: _Titles) -> Iterator[Item]:
    again = Counter(titles[event.entry] for event in events if event.do == "repeated")
    yield from (Item(f"{title} ×{times}" if times > 1 else title) for title, times in again.items() if title)


def _thanked(journal: Journal, events: Sequence[Any], words: Mapping[str, str]) -> Iterator[Item]:
    """Yield who was thanked and for what; an event says a person's name only as its file does."""
    thanks = [event for event in events if event.do == "thanked" and event.text]
    if thanks:
        from mistakes.people import known, name_of

        people = known(journal)
        for event in thanks:
            said = _with_strength(event.text, words)
            yield Item(words["thanked line"].format(name=name_of(event.to, people), text=said))


def _with_strength(text: str, words: Mapping[str, str]) -> str:
    """Return what somebody was thanked for, with the strength that was marked in it in words."""
    marked = _STRENGTH.search(text)
    if marked is None:
        return text
    rest = f"{text[: marked.start()]}{text[marked.end() :]}".strip()
    return words["strength"].format(text=rest, strength=marked[1].strip()).strip()


def _open(journal: Journal, until: date, words: Mapping[str, str]) -> Iterator[Item]:
    for late in journal.index.late(until)[1]:
        entry = journal.readable(late.entry)
        for action in entry.actions if entry else ():
            if action.key == late.key:
                yield Item(words["due"].format(text=action.text, due=late.due))


def _text(found: Digest, *, heading: str, part: str, escape: Callable[[str], str]) -> str:
    def safe(text: str) -> str:
        return escape(_flat(text))

    blocks = [heading.format(safe(found.title))]
    if found.charter:
        blocks.append("\n".join(f"> {safe(line)}" for line in found.charter))
    blocks += [found.quiet] if found.quiet else []
    for name, items in found.parts:
        blocks.append(part.format(name))
        blocks.append("\n".join(_item(item, safe) for item in items))
    return "\n\n".join([*blocks, found.road]) + "\n"


def _item(item: Item, safe: Callable[[str], str]) -> str:
    return "\n".join([f"- {safe(item.text)}", *(f"  - {safe(text)}" for text in item.below)])


def _flat(text: str) -> str:
    """Return a text as one line in which nothing acts on a terminal or hides: it is printed, or mailed."""
    return _HIDDEN.sub("\ufffd", " ".join(text.split()))


def _escaped(text: str) -> str:
    """Return a line that Markdown shows as it is."""
    return _MARKUP.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", text)
