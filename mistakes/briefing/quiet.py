"""What was said unasked and when, so that nothing is said twice a week: one small file of the user's own.

It is a convenience: if it is damaged or gone, a lesson is said once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from mistakes import places
from mistakes.records import NamedTuple

WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
_KEPT = timedelta(days=30)
_LARGEST = 1 << 20
_ASKED = "asked"
_PATIENCE = 0.5


class Seen(NamedTuple):
    """What a journal's folders looked like when its index was fresh, and the name of that index."""

    state: str
    key: str


class Settled(NamedTuple):
    """The day on which an entry was found to have nothing to say, and what the journals looked like then."""

    day: date
    state: str


class Quiet(NamedTuple):
    """What rests: what was `said` on which day, by name (`entry:lesson`), and entries found `settled`.

    `seen` is by the journal's folder.
    """

    said: Mapping[str, date]
    settled: Mapping[str, Settled]
    seen: Mapping[str, Seen]

    def rests(self, name: str, day: date) -> bool:
        """Tell whether a lesson was said within the week that ends on a day.

        So does one said a day later, as travel has it; later than that the clock was wrong.
        """
        return name in self.said and -_DAY <= day - self.said[name] < WEEK

    def rests_altogether(self, entry_id: str, day: date) -> bool:
        """Tell whether anything of an entry was said within that week."""
        return any(self.rests(name, day) for name in self.said if name.partition(":")[0] == entry_id)

    def is_settled(self, entry_id: str, day: date, state: Callable[[], str]) -> bool:
        """Tell whether an entry was found to have nothing to say on that day, and still has not.

        `state` returns what the journals look like now, "" if that cannot be told; it is asked only if
        there is a note of that day.
        """
        noted = self.settled.get(entry_id)
        return noted is not None and noted.day == day and noted.state == state() != ""

    def with_seen(self, root: str, state: str, key: str) -> Quiet:
        """Note what a journal's folders look like."""
        return self._replace(seen={**self.seen, root: Seen(state, key)})

    def with_said(self, said: Iterable[str], day: date) -> Quiet:
        """Note what is said on a day, and forget what was said a month ago."""
        before = {name: on for name, on in self.said.items() if on > day - _KEPT}
        return self._replace(said=before | dict.fromkeys(said, day))

    def with_settled(self, entries: Iterable[str], day: date, state: str) -> Quiet:
        """Note entries that have nothing to say on a day while the journals look like this."""
        today = {entry: noted for entry, noted in self.settled.items() if noted.day == day}
        return self._replace(settled=today | dict.fromkeys(entries, Settled(day, state)))


NOTHING = Quiet({}, {}, {})


def known() -> Quiet:
    """Return what is known to rest; nothing if the file is gone or damaged."""
    from mistakes.files import safe_read

    with suppress(Exception):  # a hint is not worth a failure, whatever lies there
        return _read(safe_read(place(), _LARGEST))
    return NOTHING


def keep(change: Callable[[Quiet], Quiet]) -> None:
    """Change what is known as it is at this moment, one process after the other.

    Raises `MistakesError` if another process holds on to it, or the disk does not take it.
    """
    from mistakes import files

    path = place()
    files.make_folder(path.parent, private=True)
    with files.locked(path.parent, lambda: path.with_suffix(".lock"), _PATIENCE):
        before = known()
        after = change(before)
        if after != before:
            if path.is_symlink():
                path.unlink()  # nothing is written through links, and a note is no reason to stop
            files.replace(path.parent, path, _written(after), private=True)


def said_since(day: date) -> list[tuple[str, str, date]]:
    """Return what was said unasked on a day or later: the ids of entry and lesson ("" for none), the day."""
    found = [(*name.partition(":")[::2], said) for name, said in known().said.items()]
    return [item for item in found if item[2] >= day and item[0] != _ASKED]


def ask_once(entry_id: str, lesson: str, day: date) -> bool:
    """Tell whether to ask on this day if a lesson that was said helped: on one day only, which is noted."""
    name = f"{_ASKED}:{entry_id}:{lesson}"
    asked = known().said.get(name)
    if asked is None:
        keep(lambda now: now.with_said([name], day))
    return asked in (None, day)


def place() -> Path:
    """Return the file in which all this is kept."""
    return places.state_folder() / "brief.json"


def _read(text: str) -> Quiet:
    import json

    table = json.loads(text)
    settled = {
        entry: Settled(day, noted[1])
        for entry, noted in _table(table, "settled").items()
        if _is_pair(noted) and (day := _day(noted[0]))
    }
    seen = {root: Seen(*noted) for root, noted in _table(table, "seen").items() if _is_pair(noted)}
    said = {name: on for name, text in _table(table, "said").items() if (on := _day(text))}
    return Quiet(said, settled, seen)


def _table(table: Any, name: str) -> dict[str, Any]:
    found = table.get(name)
    return found if isinstance(found, dict) else {}


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(text, str) for text in value)


def _day(text: Any) -> date | None:
    """Return a day, None if it cannot be understood."""
    with suppress(ValueError, TypeError):
        return date.fromisoformat(text)
    return None


def _written(quiet: Quiet) -> str:
    import json

    said = {name: day.isoformat() for name, day in quiet.said.items()}
    settled = {entry: [noted.day.isoformat(), noted.state] for entry, noted in quiet.settled.items()}
    return json.dumps({"said": said, "settled": settled, "seen": dict(quiet.seen)}) + "\n"
