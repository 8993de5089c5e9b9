"""What an entry tells the game beyond its points: small plain values, from the index, without reading a file.

How much it cost and how bad it was are not among them; that a price was noted is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, cast

from mistakes.model import Condition, Lesson
from mistakes.records import NamedTuple
from mistakes_game.reading.oneself import folded

if TYPE_CHECKING:
    from mistakes.index.sheets import Sheet
    from mistakes.model import Action, Mistake

DOUBT = 70  # percent; who was surer than that did not doubt
BORROWED = "borrow"  # the source of a lesson that was borrowed by hand, and is no import
_PRICES = frozenset(("price.hours", "price.money", "price.trust", "price.note"))
_RATED, _WEIGHED = frozenset(("process", "result")), frozenset(("right_thing", "done_right"))
_PLAN, _NOT_A_PERSON = Lesson(when=" ", then=" "), (Condition("-"),)
_folded = lru_cache(1024)(folded)
_NO_LETTERS = re.compile(r"[\W\d_]+")


class LessonGlance(NamedTuple):
    """A lesson: its key, the day (an ordinal) it was added, whether it is a plan and a check holds it."""

    key: str
    day: int
    is_plan: bool
    has_check: bool


class ActionGlance(NamedTuple):
    """An action: its key, who does it and who helps (folded), days (ordinals, 0 for none) of `due` and `done`."""

    key: str
    owner: str
    helper: str
    due: int
    done: int


class Glance(NamedTuple):
    """An entry as badges, quests and `gladness` look at it; all days are ordinals of local dates.

    `who` is the author's; `origin` the id of the entry of which this is a shared copy, else its own; `whole`
    tells that it lacks nothing of its own to be a chapter; `words` is a digest of what it says, so that
    copies are known, "" unless it is whole.
    """

    id: str
    who: str
    kind: str
    day: int
    updated: int
    origin: str
    deleted: bool
    imported: bool
    whole: bool
    words: str
    understood: bool
    priced: bool
    rated: bool
    weighed: bool
    lucky: bool
    retold: bool
    doubtful: bool
    qs: tuple[int, int, int]
    tags: tuple[str, ...]
    repeat_of: str
    borrowed_from: str
    borrowed_of: str
    lessons: tuple[LessonGlance, ...]
    actions: tuple[ActionGlance, ...]

    @property
    def first_lesson(self) -> int | None:
        """The day of the first lesson, None if there is none."""
        return min((lesson.day for lesson in self.lessons), default=None)

    @property
    def first_plan(self) -> int | None:
        """The day of the first lesson that is a plan, None if there is none."""
        return min((lesson.day for lesson in self.lessons if lesson.is_plan), default=None)


def glance(sheet: Sheet, who: Callable[[str], str]) -> Glance:
    """Return what an entry tells the game, from its sheet; `who` makes one of an author's name and address."""
    said = sheet.texts()
    form = _one(said, "source.format")
    is_whole = sheet.is_understood and sheet.is_planned and _lacks_nothing(said)
    return Glance(
        id=sheet.id,
        who=who(sheet.author),
        kind=sheet.kind,
        day=sheet.logged,
        updated=sheet.updated,
        origin=_one(said, "links.shared_from") or sheet.id,
        deleted=sheet.deleted,
        imported=form not in ("", BORROWED),
        whole=is_whole,
        words=_digest(said) if is_whole else "",
        understood=sheet.is_understood,
        priced=not _PRICES.isdisjoint(said),
        rated=_RATED <= said.keys(),
        weighed=_WEIGHED <= said.keys(),
        lucky=sheet.kind in ("success", "near-miss") or "lucky" in said or _was_lucky(said),
        retold="also." in sheet.body and any(name.startswith("also.") for name in said),
        doubtful=sheet.kind == "decision" and int(_one(said, "decision.confidence") or 100) <= DOUBT,
        qs=_qs(said),
        tags=tuple(sorted({_folded(tag) for tag in said["tags"]} - {""})) if "tags" in said else (),
        repeat_of=_one(said, "links.repeat_of"),
        borrowed_from=folded(_one(said, "links.borrowed_from").partition(",")[0]),
        borrowed_of=_one(said, "source.ref") if form == BORROWED else "",
        lessons=tuple(_lessons(sheet, said.get("lessons.added", ()))),
        actions=tuple(_actions(sheet)) if sheet.actions else (),
    )


def _one(said: Mapping[str, Sequence[str]], name: str) -> str:
    return said[name][0] if name in said else ""


def _qs(said: Mapping[str, Sequence[str]]) -> tuple[int, int, int]:
    iq, eq, lq = (int(said[name][0]) if name in said else 0 for name in ("q.iq", "q.eq", "q.lq"))
    return iq, eq, lq


def _was_lucky(said: Mapping[str, Sequence[str]]) -> bool:
    return _RATED <= said.keys() and int(said["process"][0]) <= 2 and int(said["result"][0]) >= 4


class _Outlined(NamedTuple):
    """What `mistakes.readiness` asks of an entry."""

    story: str
    lessons: tuple[Lesson, ...]
    conditions: tuple[Condition, ...]
    actions: tuple[Action, ...] = ()


def _lacks_nothing(said: Mapping[str, Sequence[str]]) -> bool:
    from mistakes.readiness import missing  # it takes long to import, and most entries do not come so far

    return not missing(_outlined(said))


def _outlined(said: Mapping[str, Sequence[str]]) -> Mistake:
    """Return an entry that lacks what this one lacks, of which other steps are known to be reached.

    Which lesson has which text makes no difference to what `mistakes.readiness` asks.
    """
    lessons = [Lesson(text=text) for name in ("lessons.text", "lessons.then") for text in said.get(name, ())]
    held = [Lesson(check=text) for text in said.get("lessons.check", ())]
    every = (*lessons, *held, _PLAN)
    return cast("Mistake", _Outlined(_one(said, "story"), every, _NOT_A_PERSON))


def _digest(said: Mapping[str, Sequence[str]]) -> str:
    """Return what is the same for texts of the same letters, and no other."""
    names = ("title", "story", "overcame", "conditions.text", "lessons.text", "lessons.when", "lessons.then")
    text = "\n".join("".join(said.get(name, ())) for name in names)
    return blake2b(_NO_LETTERS.sub("", text).casefold().encode("utf-8", "replace"), digest_size=8).hexdigest()


def _lessons(sheet: Sheet, added: Sequence[str]) -> list[LessonGlance]:
    """Return the lessons; one of which it is not known when it was added came with the entry."""
    days = [_day(text) for text in added] if len(added) == len(sheet.lessons) else []
    return [
        LessonGlance(one.key, one.day or (days[number] if days else sheet.logged), one.is_plan, one.is_held)
        for number, one in enumerate(sheet.lessons)
    ]


def _day(text: str) -> int:
    return datetime.fromisoformat(text).toordinal()


def _actions(sheet: Sheet) -> list[ActionGlance]:
    helpers = list(_helpers(sheet))
    known = helpers if len(helpers) == len(sheet.actions) else [""] * len(sheet.actions)
    return [
        ActionGlance(one.key, folded(one.owner), folded(helper), one.due or 0, one.done or 0)
        for one, helper in zip(sheet.actions, known, strict=True)
    ]


def _helpers(sheet: Sheet) -> list[str]:
    """Return who helps with each action; an action begins where a name comes that the last one has already."""
    from mistakes.index.row import pairs

    groups: list[dict[str, str]] = []
    for path, text in pairs(sheet.body):
        if path.startswith("actions."):
            if not groups or path in groups[-1]:
                groups.append({})
            groups[-1][path] = text
    return [group.get("actions.helper", "") for group in groups]
