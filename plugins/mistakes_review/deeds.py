"""What one does with the lessons and actions of a journal: borrow a team's, note that an action is done."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import attrs

from mistakes.errors import Ambiguous, NotFound, UsageError

if TYPE_CHECKING:
    from mistakes.events import ActionDone
    from mistakes.journal import Journal
    from mistakes.model import Action, Lesson, Mistake

FORMAT = "borrow"  # of the source: the same entry is borrowed once


def done(journal: Journal, entry_id: str, action: str = "", *, evidence: str | None = None) -> ActionDone:
    """Note that an action is done, in its entry and as an event, which is returned.

    `action` is its key, "" for the only open one. Raises `UsageError` if it is none or done already,
    `Ambiguous` if several are open, `NotFound` for a deleted entry.
    """
    from mistakes.days import learning_day
    from mistakes.events import ActionDone
    from mistakes.history import as_one

    key = _open(journal, entry_there(journal, entry_id), action).key or ""
    with as_one(journal.root):
        journal.edit(entry_id, lambda now: _with_done(now, key, learning_day(), evidence))
        return journal.record(ActionDone(entry_id, action=key, evidence=evidence))


def borrow(
    own: Journal, team: Journal, entry_id: str, *, lesson: str = "", when: str = "", then: str = ""
) -> Mistake:
    """Take the lessons of a team's entry, or the one with a key, into one's own journal; return the copy.

    `when` and `then` are a plan of one's own. Borrowed again, the copy gets the lessons that it lacks.
    Raises `UsageError` if there is nothing to borrow, `NotFound` for a deleted entry.
    """
    entry, short = entry_there(team, entry_id), team.handle(entry_id)
    if not own.private:
        raise UsageError(f"{own.name} is a team's journal", "Borrow into your own.")
    if team.private:
        raise UsageError(f"{short}, {entry.title}, is in your own journal", "It needs no borrowing.")
    plan = {name: text.strip() for name, text in (("when", when), ("then", then)) if text.strip()}
    lessons, known = _lessons(entry, lesson, plan), own.with_source(FORMAT, entry.id)
    if known:
        return _again(own, known, lessons, is_chosen=bool(plan))
    return _borrowed(own, team, entry, lessons)


def entry_there(journal: Journal, entry_id: str) -> Mistake:
    """Return an entry; raises `NotFound` for one that is deleted."""
    entry = journal.get(entry_id)
    if entry.deleted:
        short = journal.handle(entry.id)
        hint = f"Bring it back: mistakes restore {short}"
        raise NotFound(f"{short}, {entry.title}, is deleted", hint)
    return entry


def _open(journal: Journal, entry: Mistake, key: str) -> Action:
    """Return the action with this key, or the only open one; raises `UsageError` or `Ambiguous`."""
    short = journal.handle(entry.id)
    actions = [action for action in entry.actions if key in ("", action.key)]
    if not actions:
        hint = f'Add one: mistakes edit {short} --action "…" --owner NAME --due DATE'
        raise UsageError(f"{short}, {entry.title}, has no action", hint)
    open_ones = [action for action in actions if action.done is None]
    if not open_ones:
        days = ", ".join(sorted(str(action.done) for action in actions))
        raise UsageError(f"nothing is open in {short}: done {days}", "Nothing was changed.")
    if len(open_ones) > 1:
        shown = ", ".join(f"{action.key} ({action.text})"[:60] for action in open_ones)
        keys = tuple(action.key or "" for action in open_ones)
        raise Ambiguous(f"{short} has several open actions: {shown}", "Type the key of one.", keys)
    return open_ones[0]


def _with_done(entry: Mistake, key: str, day: date, evidence: str | None) -> Mistake:
    def finished(action: Action) -> Action:
        if action.key != key or action.done is not None:
            return action
        return attrs.evolve(action, done=day, evidence=evidence or action.evidence)

    return attrs.evolve(entry, actions=tuple(map(finished, entry.actions)))


def _lessons(entry: Mistake, key: str, plan: dict[str, Any]) -> list[Lesson]:
    """Return the lessons as one's own: with keys and days of their own, held by no check of the team's."""
    from mistakes.model import Lesson

    chosen = [lesson for lesson in entry.lessons if key in ("", lesson.key)]
    own = [attrs.evolve(lesson, key=None, added=None, check="", extra={}) for lesson in chosen]
    if not plan:
        return own
    # a plan of one's own belongs to the last lesson, as with `edit`
    return [*own[:-1], attrs.evolve(own[-1] if own else Lesson(), **plan)]


def _borrowed(own: Journal, team: Journal, entry: Mistake, lessons: list[Lesson]) -> Mistake:
    from mistakes.events import Borrowed
    from mistakes.history import as_one
    from mistakes.model import Links, Source

    if not lessons:
        short = team.handle(entry.id)
        hint = f"Give it one of your own: mistakes borrow {short} --if SITUATION --then DEED"
        raise UsageError(f"{short}, {entry.title}, has no lesson yet", hint)
    name = entry.author.partition("<")[0].strip()
    from_whom = f"{name}, {team.name}" if name else team.name
    with as_one(own.root):
        saved = own.add(
            entry.title,
            kind="borrowed",
            happened=entry.happened,
            story=entry.story,
            tags=entry.tags,
            lessons=lessons,
            links=Links(borrowed_from=from_whom),
            source=Source(FORMAT, entry.id),
        )
        own.record(Borrowed(saved.id, source=entry.id))
    return saved


def _again(own: Journal, known: Mistake, lessons: list[Lesson], *, is_chosen: bool) -> Mistake:
    """Return one's copy with those lessons that it does not have yet; a plan of one's own stays.

    `is_chosen` tells that a plan was typed now, which takes its place.
    """
    from mistakes.fields import settled

    now = datetime.now().astimezone().replace(microsecond=0)

    def with_lessons(entry: Mistake) -> Mistake:
        kept = [_merged(lesson, lessons, is_chosen=is_chosen) for lesson in entry.lessons]
        texts = {lesson.text for lesson in entry.lessons}
        new = [lesson for lesson in lessons if lesson.text not in texts]
        changes: dict[str, Any] = {"lessons": [*kept, *new], "deleted": None}
        return attrs.evolve(entry, **settled(changes, now))

    return own.edit(known.id, with_lessons)


def _merged(lesson: Lesson, borrowed: list[Lesson], *, is_chosen: bool) -> Lesson:
    """Return a lesson with the plan that was borrowed, if one was typed now or it has none of its own."""
    for other in borrowed:
        if other.text == lesson.text and other.is_plan and (is_chosen or not lesson.is_plan):
            return attrs.evolve(lesson, when=other.when, then=other.then)
    return lesson
