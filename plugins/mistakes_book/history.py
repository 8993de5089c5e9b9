"""What was done about the entries since they were written: where a lesson helped, and what came again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

import attrs

from mistakes.events import Applied, Event, Repeated, Thanked

if TYPE_CHECKING:
    from mistakes.exchange import Selection

MOST_TOLD = 12


@attrs.frozen
class Helped:
    """A real situation in which a lesson helped; `day` is None where the event does not say it."""

    day: date | None
    situation: str


@attrs.frozen
class Since:
    """What happened to one entry later.

    `helped` are the last twelve situations in which a lesson was applied, oldest first, of `applied` in all;
    `again` are the days on which it came again without an entry of its own; `thanked` counts thanks.
    """

    helped: tuple[Helped, ...] = ()
    applied: int = 0
    again: tuple[date, ...] = ()
    thanked: int = 0


NOTHING = Since()


def read(selection: Selection) -> Mapping[str, Since]:
    """Return what was done about each entry of the selection, by id; entries without anything are left out.

    Call it after the entries were read once, which the selection needs to know whose events are meant.
    """
    found: dict[str, Since] = {}
    for event in selection.events():
        if event.entry:
            known = found.get(event.entry, NOTHING)
            told = _with(known, event)
            if told is not known:
                found[event.entry] = told
    return found


def _with(since: Since, event: Event) -> Since:
    if isinstance(event, Applied):
        helped = (*since.helped, Helped(event.day, event.situation))[-MOST_TOLD:]
        return attrs.evolve(since, helped=helped, applied=since.applied + 1)
    if isinstance(event, Repeated) and not event.repeat and event.day:
        return attrs.evolve(since, again=(*since.again, event.day))
    if isinstance(event, Thanked):
        return attrs.evolve(since, thanked=since.thanked + 1)
    return since
