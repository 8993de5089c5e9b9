"""What was said unasked and when, so that nothing is said twice a week: one small file of the user's own.

It is a convenience: if it is damaged or gone, a lesson is said once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from mistakes import places

WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
_KEPT = timedelta(days=30)
_LARGEST = 1 << 20
_ASKED = "asked"
_PATIENCE = 0.5


class Quiet(NamedTuple):
    """What rests: what was `said` on which day, by name (`entry:lesson`), and entries found `settled`.

    `seen` holds for each journal, by its key, what its folders looked like when its index was fresh.
    """

    said: Mapping[str, date]
    settled: Mapping[str, date]
    seen: Mapping[str, str]

    def rests(self, name: str, day: date) -> bool:
        """Tell whether a lesson was said within the week that ends on a day.

        So does one said a day later, as travel has it; later than that the clock was wrong.
        """
        return name in self.said and -_DAY <= day - self.said[name] < WEEK

    def rests_altogether(self, entry_id: str, day: date) -> bool:
        """Tell whether anything of an entry was said within that week."""
        return any(self.rests(name, day) for name in self.said if name.partition(":")[0] == entry_id)

    def is_settled(self, entry_id: str, day: date) -> bool:
        """Tell whether an entry was found to have nothing to say on that day."""
        return self.settled.get(entry_id) == day

    def with_seen(self, key: str, state: str) -> Quiet:
        """Note what a journal's folders look like."""
        return self._replace(seen={**self.seen, key: state})

    def with_said(self, said: Iterable[str], settled: Iterable[str], day: date) -> Quiet:
        """Note what is said on a day, and forget what was said a month ago."""
        old = day - _KEPT
        before = {name: on for name, on in self.said.items() if on > old}
        found = {name: on for name, on in self.settled.items() if on > old}
        return self._replace(
            said=before | dict.fromkeys(said, day), settled=found | dict.fromkeys(settled, day)
        )


NOTHING = Quiet({}, {}, {})


def known() -> Quiet:
    """Return what is known to rest; nothing if the file is gone or damaged."""
    from mistakes.files import safe_read

    with suppress(Exception):  # a hint is not worth a failure, whatever lies there
        return _read(safe_read(_path(), _LARGEST))
    return NOTHING


def keep(change: Callable[[Quiet], Quiet]) -> None:
    """Change what is known as it is at this moment, one process after the other.

    Raises `MistakesError` if another process holds on to it, or the disk does not take it.
    """
    from mistakes import files

    path = _path()
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
        keep(lambda now: now.with_said([name], (), day))
    return asked in (None, day)


def _path() -> Path:
    return places.state_folder() / "brief.json"


def _read(text: str) -> Quiet:
    import json

    table = json.loads(text)
    seen = {str(key): str(state) for key, state in _table(table, "seen").items()}
    return Quiet(_days(_table(table, "said")), _days(_table(table, "settled")), seen)


def _table(table: Any, name: str) -> dict[str, Any]:
    found = table.get(name)
    return found if isinstance(found, dict) else {}


def _days(table: Mapping[str, Any]) -> dict[str, date]:
    """Return the days of what can be understood."""
    found = {}
    for name, day in table.items():
        with suppress(ValueError, TypeError):
            found[name] = date.fromisoformat(day)
    return found


def _written(quiet: Quiet) -> str:
    import json

    said, settled = ({name: day.isoformat() for name, day in part.items()} for part in quiet[:2])
    return json.dumps({"said": said, "settled": settled, "seen": dict(quiet.seen)}) + "\n"
