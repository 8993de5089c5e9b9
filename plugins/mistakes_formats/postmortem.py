"""A Markdown page as the fields of an entry; the mapping is told in docs/reference/import-formats.md.

Nothing is lost but the names of who attended: what has no field of its own stands in the story.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import attrs

from mistakes.ids import is_id
from mistakes.model import Action, Applies, Condition, Lesson, Price
from mistakes.records import NamedTuple
from mistakes.when import Moment
from mistakes_formats import own_page
from mistakes_formats.front_matter import FrontMatter
from mistakes_formats.markdown_actions import actions
from mistakes_formats.markdown_blocks import NOTHING, items
from mistakes_formats.markdown_page import POST_MORTEM_ROLES, Page, Section, tidy
from mistakes_formats.markdown_times import first_moment, hours_in, last_day, moment_in, zone_of
from mistakes_formats.record import cut_title, dated, day_of, details, keywords, tags, told

_TEXT_FIELDS = ("went_well", "lucky", "customer_effect")
_LESSON_KEYS = ("fix", "pattern")
_PLACED = ("title", "tags", "keywords", "category", "severity", "languages", "fix", "files", "pattern")
_DATES = ("date", "happened", "incident date", "incident_date", "created", "created_at", "date created")
_PERSONS = ("attendees", "participants")
_SAMPLE_ROW = re.compile(r"short event description", re.IGNORECASE)
_STAT = re.compile(r"\s*(?:[-*+]\s+)?(?P<name>[A-Za-z][A-Za-z -]{1,40}?)\s*:\s*(?P<value>.*)")


class Unfit(ValueError):
    """A page that is no post-mortem; the message is what people read."""


class Told(NamedTuple):
    """A page with its front matter and the name it is filed under."""

    page: Page
    front: FrontMatter
    name: str


@attrs.define
class _Draft:
    """What was found so far, and the parts of the story in their order."""

    happened: Moment | None = None
    done: date | None = None
    has_timeline: bool = False
    is_opened: bool = False
    conditions: list[Condition] = attrs.field(factory=list)
    lessons: list[Lesson] = attrs.field(factory=list)
    actions: list[Action] = attrs.field(factory=list)
    tags: list[str] = attrs.field(factory=list)
    texts: dict[str, str] = attrs.field(factory=dict)
    price: Price = Price()
    story: list[tuple[str, str]] = attrs.field(factory=list)


def fields(told_page: Told, now: datetime, *, any_page: bool = False) -> dict[str, Any]:
    """Return the fields of an entry.

    Raises `Unfit` with the reason if the page is no post-mortem, unless any page will do.
    """
    page, front, own = own_page.taken(told_page.page, told_page.front)
    title, whole = cut_title(_title(told_page))
    if own is None and not any_page:
        _refuse_strangers(page, front)
    draft = _Draft()
    _note_times(draft, told_page, now)
    for section in page.sections:
        _READERS.get(section.role, _read_story)(draft, section)
    if own is None and not any_page:
        _refuse_empty(draft)
    known = {**page.fields, **{key.casefold(): value for key, value in front.values.items()}}
    _add_known(draft, known, title)
    about = _rest(page.fields if front.raw else known, draft.happened, now)
    draft.story += [("", page.references), ("Details", about), ("Front matter, as written", front.raw)]
    found = {
        "title": title or told_page.name,
        "story": told([("", whole), ("", _second_title(page, title, whole)), *draft.story]),
        "tags": tags(draft.tags),
        "conditions": tuple(draft.conditions),
        "lessons": tuple(draft.lessons),
        "actions": tuple(draft.actions),
        "price": draft.price if draft.price != Price() else None,
        **draft.texts,
        **dated(draft.happened),
    }
    return own_page.restored(found, own)


def _title(told_page: Told) -> str:
    page, front, name = told_page
    title = front.values.get("title")
    if isinstance(title, str) and title.strip():
        return " ".join(title.split())
    if front.raw and not page.title:
        raise Unfit("has a front matter that is broken YAML, and no title")
    return page.title or name


def own_id(front: FrontMatter) -> str:
    """Return the id of the entry that a page is an export of, "" if it is none."""
    name = front.values.get("id")
    return name if isinstance(name, str) and is_id(name) else ""


def _second_title(page: Page, *titles: str) -> str:
    """Return the heading of a page whose front matter gives it another title."""
    return "" if page.title in titles else page.title


def _refuse_strangers(page: Page, front: FrontMatter) -> None:
    known = {section.role for section in page.sections} & POST_MORTEM_ROLES
    if not known and not any(key in front.values for key in _LESSON_KEYS):
        raise Unfit("has no heading that a post-mortem has (Summary, Timeline, Lessons Learned …)")


def _refuse_empty(draft: _Draft) -> None:
    nothing = not any((draft.conditions, draft.lessons, draft.actions, draft.texts, draft.has_timeline))
    if nothing and not any(text.strip() for heading, text in draft.story if heading != "Timeline"):
        raise Unfit("is a template that nobody has filled in")


def _note_times(draft: _Draft, told_page: Told, now: datetime) -> None:
    """Find when it happened: by the timeline, else a date at the top, else the file's name."""
    page, front, name = told_page
    text = "\n".join(section.text for section in page.sections if section.role == "timeline")
    rows = [row for row in text.split("\n") if not _SAMPLE_ROW.search(row)]
    draft.happened = first_moment(rows, zone_of(text), name)
    draft.has_timeline = draft.happened is not None
    for key in _DATES if draft.happened is None else ():
        value = front.values.get(key) or page.fields.get(key)
        draft.happened = draft.happened or (moment_in(value, now) if isinstance(value, str) else None)
    draft.happened = draft.happened or first_moment([name[:10]], None, "")
    draft.done = last_day(rows, name) or day_of(draft.happened) or now.date()


def _read_story(draft: _Draft, section: Section) -> None:
    """Keep the text; the first summary needs no heading."""
    opens = section.role == "summary" and not draft.is_opened
    draft.is_opened |= opens
    draft.story.append(("" if opens else section.heading, tidy(section.text)))


def _read_conditions(draft: _Draft, section: Section) -> None:
    draft.conditions += map(Condition, _listed(draft, section, single=section.role == "condition"))


def _read_lessons(draft: _Draft, section: Section) -> None:
    draft.lessons += map(Lesson, _listed(draft, section, single=section.role == "lesson"))


def _listed(draft: _Draft, section: Section, *, single: bool) -> list[str]:
    if single:
        return [section.text.strip("\n")] if section.text.strip() else []
    found, rest = items(section.text)
    draft.story.append((section.heading, tidy(rest)))
    return found


def _read_actions(draft: _Draft, section: Section) -> None:
    found, rest = actions(section.text, draft.done)
    draft.actions += found
    draft.story.append((section.heading, tidy(rest)))


def _read_stats(draft: _Draft, section: Section) -> None:
    rest, notes = [], []
    for line in section.text.split("\n"):
        stat = _STAT.fullmatch(line.rstrip())
        name = stat["name"].casefold() if stat else ""
        if stat and name == "category":
            draft.tags.append(stat["value"])
        elif stat and name.startswith(("time to", "duration")):
            notes.append(f"{stat['name']}: {stat['value']}".strip())
        else:
            rest.append(line)
    hours = [hours_in(note) for note in notes if "detect" not in note.casefold()]
    draft.price = attrs.evolve(draft.price, hours=next(filter(None, hours), None), note="; ".join(notes))
    draft.story.append((section.heading, tidy("\n".join(rest))))


def _read_text(draft: _Draft, section: Section) -> None:
    before = draft.texts.get(section.role, "")
    text = tidy(section.text)
    if text:
        draft.texts[section.role] = f"{before}\n\n{text}".strip()


def _drop(_: _Draft, __: Section) -> None:
    """Leave out who attended: initials of people have no place in a lesson."""


def _add_known(draft: _Draft, known: Mapping[str, Any], title: str) -> None:
    """Add what the fields at the top say: tags, and what makes a lesson a plan."""
    languages = [name for name in _several(known.get("languages")) if name != "all"]
    category = _several(known.get("category"))
    words = _several(known.get("keywords"))
    phrases, common = keywords(words)
    draft.tags += [*_several(known.get("tags")), *category, *_several(known.get("severity")), *languages]
    draft.tags += common
    pattern = known.get("pattern")
    pattern = pattern if isinstance(pattern, Mapping) else {"description": pattern or ""}
    paths, named = _several(known.get("files")), tags([*category, *languages, *common])
    programs = tuple(word for word in words if word not in phrases and _is_program(word, title))
    applies = Applies(tuple(paths), programs, phrases, named)
    when, then = _text(pattern.get("description")), _text(known.get("fix"))
    check = f"regex: {_text(pattern['regex'])}" if pattern.get("regex") else ""
    if when or then or check or (draft.lessons and (paths or phrases or common)):
        first, rest = draft.lessons[0] if draft.lessons else Lesson(), draft.lessons[1:]
        draft.lessons = [attrs.evolve(first, when=when, then=then, check=check, applies=applies), *rest]
    elif phrases or paths:
        draft.tags += phrases
        draft.story.append(("", "\n".join(details({"files": paths}))))


def _is_program(word: str, title: str) -> bool:
    """Tell whether a title begins with a word as only a command is written, as in `xargs Splits at Blanks`."""
    return word.islower() and title.startswith(f"{word} ") and not title.islower()


def _rest(known: Mapping[str, Any], happened: Moment | None, now: datetime) -> str:
    """Return what the fields at the top say beside what has a place of its own."""
    rest = {name: value for name, value in known.items() if name not in (*_PLACED, *_PERSONS)}
    for name in _DATES:
        said = rest.get(name)
        if isinstance(said, str) and happened and day_of(moment_in(said, now)) == day_of(happened):
            del rest[name]
    pattern = known.get("pattern")
    if isinstance(pattern, Mapping):
        rest["pattern"] = {key: item for key, item in pattern.items() if key not in ("regex", "description")}
    return "\n".join(details(rest))


def _several(value: Any) -> list[str]:
    found = value if isinstance(value, list) else value.split(",") if isinstance(value, str) else []
    texts = [item.strip() for item in found if isinstance(item, str)]
    return [text for text in texts if text.casefold() not in NOTHING]


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else "\n".join(details(value)) if value else ""


_READERS = {
    "conditions": _read_conditions,
    "condition": _read_conditions,
    "lessons": _read_lessons,
    "lesson": _read_lessons,
    "actions": _read_actions,
    "stats": _read_stats,
    "attendees": _drop,
    **dict.fromkeys(_TEXT_FIELDS, _read_text),
}
