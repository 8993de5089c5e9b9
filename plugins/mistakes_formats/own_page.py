"""What a Markdown page of our own export says beyond a foreign post-mortem, taken back into fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, TypeAlias, get_args

import attrs

from mistakes.ids import is_id
from mistakes.model import Action, Condition, ConditionKind, Kind, Lesson
from mistakes_formats.entry_parts import HEADINGS
from mistakes_formats.front_matter import FrontMatter
from mistakes_formats.markdown_page import Page, Section, lines
from mistakes_formats.record import dated

Own: TypeAlias = Mapping[str, Any]

_STAMPS = ("id", "kind", "author", "date", "tags", "status", "aliases")
_FIELDS = {heading: field for field, heading in HEADINGS.items() if field != "story"}
_CONDITION = re.compile(rf"({'|'.join(get_args(ConditionKind))}): ")
_NOTE = re.compile(r"- (When|Then|Check): (.+)")
_ESCAPED = re.compile(
    r"(?:^|(?<=^ )|(?<=^  )|(?<=^   ))\\(?=#{1,6}(?:[ \t]|$)|(?:=+|-+)[ \t]*$)"
    r"|\\(?=<[A-Za-z/!?]|!\[)|(?<=\])\\(?=[(:])"
)
_ESCAPED_FENCE = re.compile(r"^([ \t]*)((?:\\`){3,}|(?:\\~){3,})")
_ESCAPED_LINE = re.compile(r"^\\(?=[-+*>#=`~])|(?<=^\d)\\(?=[.)])|(?<= )\\(?=#+$)")


def taken(page: Page, front: FrontMatter) -> tuple[Page, FrontMatter, Own | None]:
    """Return a page without what only ours say, and that as fields; a foreign page stays as it is.

    A page is ours if its front matter has an id and a kind of ours.
    """
    values = front.values
    if not is_id(str(values.get("id", ""))) or values.get("kind") not in get_args(Kind):
        return page, front, None
    told = {field: plain(section.text) for field, section in _told(page.sections)}
    others = tuple(section for section in page.sections if section.heading not in _FIELDS)
    rest = {name: value for name, value in values.items() if name not in _STAMPS}
    own = {"kind": values["kind"], **_tags(values), **_happened(values), **told}
    return page._replace(title="", sections=others), front._replace(values=rest), own


def restored(fields: dict[str, Any], own: Own | None) -> dict[str, Any]:
    """Return the fields of a page as they were before they became Markdown, if it is ours."""
    if own is None:
        return fields
    return {
        **fields,
        **own,
        "story": plain(fields["story"]),
        "conditions": tuple(map(_condition, fields["conditions"])),
        "lessons": tuple(map(_lesson, fields["lessons"])),
        "actions": tuple(map(_action, fields["actions"])),
    }


def plain(text: str) -> str:
    """Return a text as it was before `markdown_text.block` escaped it, unless it held backslashes itself."""
    return "\n".join(line if code else _unescaped(line) for line, code in lines(text))


def _tags(values: Mapping[str, Any]) -> dict[str, Any]:
    found = values.get("tags")
    return {"tags": tuple(map(str, found))} if isinstance(found, list) else {}


def _happened(values: Mapping[str, Any]) -> dict[str, Any]:
    text = str(values.get("date", ""))
    try:
        return dated(datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text))
    except ValueError:
        return {}


def _told(sections: tuple[Section, ...]) -> Iterator[tuple[str, Section]]:
    return ((_FIELDS[section.heading], section) for section in sections if section.heading in _FIELDS)


def _unescaped(line: str) -> str:
    line = _ESCAPED_FENCE.sub(lambda found: found[1] + found[2].replace("\\", ""), line)
    return _ESCAPED.sub("", line)


def _plain_line(text: str) -> str:
    return _unescaped(_ESCAPED_LINE.sub("", text)).replace("&#96;", "`")


def _condition(condition: Condition) -> Condition:
    text = plain(condition.text)
    kind: Any = _CONDITION.match(text)
    return Condition(text[kind.end() :], kind[1]) if kind else Condition(text)


def _lesson(lesson: Lesson) -> Lesson:
    """Return a lesson with the notes below it as its plan and its check."""
    rows = lesson.text.split("\n")
    notes: dict[str, Any] = {}
    while rows and (note := _NOTE.fullmatch(rows[-1])) and note[1].lower() not in notes:
        notes[note[1].lower()] = _plain_line(note[2])
        rows.pop()
    return attrs.evolve(lesson, text=plain("\n".join(rows).rstrip("\n")), **notes)


def _action(action: Action) -> Action:
    texts: dict[str, Any] = {
        name: _plain_line(getattr(action, name)) for name in ("text", "owner", "evidence")
    }
    return attrs.evolve(action, **texts)
