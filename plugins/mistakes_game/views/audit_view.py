"""`mistakes game audit`: once a month one claim that a lesson helped is looked at again; nothing hangs on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from mistakes.errors import UsageError
from mistakes_game.honesty.audit import answer, chosen
from mistakes_game.reading.logs import deeds_in, paths_of, read_on

if TYPE_CHECKING:
    from mistakes_game.honesty.audit import Audit
    from mistakes_game.points.deeds import Deed
    from mistakes_game.reading.play import Play
    from mistakes_game.views.viewing import Viewing

_AGO = timedelta(days=92)  # more than the time in which a claim is looked at again


def claim(play: Play) -> Audit | None:
    """Return the claim to look at again, as `audit.audit` does, from the logs of the last months alone."""
    return chosen(_lately(play), play.me, play.day)


def show(view: Viewing) -> None:
    """Write the claim to look at again, if there is one."""
    found = claim(view.play)
    if view.session.json:
        return view.session.out.json({"audit": _object(found) if found else None})
    if found is None:
        return view.session.out.text(view.words["audit none"])
    view.session.out.text(question(view.play, found, view.words))
    return view.session.out.text(view.words["audit answer"], style=view.session.out.paint.dim)


def note(view: Viewing, typed: Sequence[str]) -> None:
    """Keep what one says about the claim, in one's personal journal."""
    found = claim(view.play)
    if found is None:
        raise UsageError("there is nothing to look back at now", "One claim a month is asked about.")
    event = answer(view.session.personal(), found, " ".join(typed))
    if view.session.json:
        return view.session.out.json({"audit": _object(found), "answer": event.id})
    return view.session.out.text(view.words["audit kept"])


def question(play: Play, found: Audit, words: dict[str, str]) -> str:
    """Return the question about a claim."""
    from mistakes import Journals

    handle = Journals(play.journals).handle(found.entry)
    text = found.situation.strip() or words["audit without words"]
    return words["audit"].format(day=found.day.isoformat(), id=handle, text=text)


def _lately(play: Play) -> Iterator[Deed]:
    """Yield the deeds of the last months: each log holds one month of one person."""
    since = f"{play.day - _AGO:%Y/%m}"
    for journal in play.journals:
        how: Any = {"private": journal.private, "unvouched": journal.unvouched()}
        for name, path in paths_of(journal).items():
            if name >= since and path.stem in play.me:
                yield from deeds_in(read_on(path, None, ())[1], path.stem, play.me, **how)


def _object(found: Audit) -> dict[str, Any]:
    return found._asdict() | {"day": found.day.isoformat(), "lesson": found.lesson or None}
