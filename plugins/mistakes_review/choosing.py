"""Which lesson is meant: by an entry's id, a lesson's key, or the number that `brief` showed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING

from mistakes.errors import Ambiguous, NotFound, UsageError
from mistakes.practice import Due
from mistakes_review.deeds import entry_there
from mistakes_review.outlook import Outlook, plan_of

if TYPE_CHECKING:
    from mistakes import Journals
    from mistakes.cli.session import Session
    from mistakes.items import Item
    from mistakes.journal import Journal
    from mistakes.model import Lesson, Mistake


def found(
    session: Session, typed: str, kinds: Collection[str], *, is_team_meant: bool = False
) -> tuple[Item, Mistake]:
    """Return what was typed and its entry; raises as `there` and `Session.named` do."""
    return there(session.named(typed, kinds, is_team_meant=is_team_meant))


def there(item: Item) -> tuple[Item, Mistake]:
    """Return an item and its entry; raises `NotFound` for one that is deleted."""
    return item, entry_there(item.journal, item.entry)


def named_plan(session: Session, typed: str) -> tuple[Journal, Mistake, Lesson]:
    """Return the one plan that was typed, and where it lies; raises `MistakesError` if there is not one."""
    item, entry = found(session, typed, ("entry", "lesson"))
    short = item.journal.handle(entry.id)
    if not item.journal.private:
        hint = f"Take it into your own: mistakes borrow {short}"
        raise UsageError(f"{short} is a team's; its lessons are not asked", hint)
    plans = [lesson for lesson in entry.lessons if lesson.is_plan and item.key in ("", lesson.key)]
    if not plans:
        hint = f"Make one: mistakes edit {short} --if SITUATION --then DEED"
        raise UsageError(f"{short}, {entry.title}, has no plan to recall", hint)
    if len(plans) > 1:
        raise several(short, plans)
    return item.journal, entry, plans[0]


def several(handle: str, lessons: Sequence[Lesson]) -> Ambiguous:
    """Return the error for an entry, by its handle, that has several lessons of which one is wanted."""
    shown = ", ".join(f"{lesson.key} ({lesson.text or lesson.when})"[:60] for lesson in lessons)
    keys = tuple(lesson.key or "" for lesson in lessons)
    return Ambiguous(f"{handle} has several lessons: {shown}", "Type the key of one.", keys)


def lesson_with(journal: Journal, entry: Mistake, typed: str) -> Lesson:
    """Return the lesson of an entry whose key ends as typed; raises `NotFound` or `Ambiguous`."""
    from mistakes.ids import handle_typed

    end = handle_typed(typed)
    ending = [lesson for lesson in entry.lessons if end and (lesson.key or "").endswith(end)]
    if not ending:
        keys = ", ".join(lesson.key or "" for lesson in entry.lessons) or "none"
        raise NotFound(f"{journal.handle(entry.id)} has no lesson {typed[:40]}", f"Its lessons: {keys}")
    if len(ending) > 1:
        raise several(journal.handle(entry.id), ending)
    return ending[0]


def one_due(about: Outlook, entry: Mistake, lesson: Lesson) -> Due:
    """Return a lesson to recall now although it may not be due."""
    for state in about.states:
        if (state.plan.entry, state.plan.key) == (entry.id, lesson.key):
            return Due(entry, lesson, date.fromordinal(state.memory.due), state.memory.interval, 0.0, "")
    return Due(entry, lesson, date.fromordinal(about.today), 1, 0.0, "")


def short_names(journals: Journals, due: Sequence[Due]) -> dict[str, str]:
    """Return by what each lesson is shortly named: its entry, or its own key if others of it are due."""
    counts = Counter(one.entry.id for one in due)
    short = journals.handles(counts, walk=False)
    names: dict[str, str] = {}
    for one in due:
        key = one.lesson.key or ""
        plans = sum(lesson.is_plan for lesson in one.entry.lessons)
        names[key] = key if plans > 1 else short[one.entry.id]
    return names


def still_there(journal: Journal, due: Due) -> Due | None:
    """Return what is to be recalled as its file says now; None if it was deleted or is no plan any more."""
    entry = journal.readable(due.entry.id)
    lesson = plan_of(entry, due.lesson.key or "") if entry and not entry.deleted else None
    return due._replace(entry=entry, lesson=lesson) if entry and lesson else None
