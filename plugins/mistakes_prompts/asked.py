"""What was asked before: the answers and skips that one's own journal remembers.

Only the logs of the last thirteen months are read, and of them only the lines that matter: no cooldown
of note is longer, and whoever skipped a question a year ago may want it now.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from mistakes import layout
from mistakes.index.telling import telling_lines
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.events import Answered, Event
    from mistakes.journal import Journal

LOOK_BACK = timedelta(days=400)
_RETRACTED = b'"retracted"'
# the kinds of lines that tell of questions, or take something back
_TELLING = (b'"answered"', b'"skipped"', _RETRACTED)
# A line as this library writes it, with nothing out of the ordinary; others are left to `mistakes.events`.
_USUAL = re.compile(
    r'\{"id": "([0-7][0-9a-hjkmnp-tv-z]{25})", "at": "(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})Z", '
    r'"zone": "[\w/+:-]*", "day": "(\d{4}-\d\d-\d\d)", "by": "[a-z0-9-]*", "do": "(answered|skipped)", '
    r'(?:"entry": "([0-9a-z]{26})", )?"rules": \d{1,9}(?:, "prompt": "([a-z0-9.-]{1,400})")?'
    r'(?:, "text": ("[^"\\\x00-\x1f]*(?:\\["\\/bfnrt][^"\\\x00-\x1f]*)*"))?\}\n',
    re.ASCII,
)
_TAKES_BACK = re.compile(rb'"event": "([0-9a-z]{26})"')


class Asked(NamedTuple):
    """One time a prompt was asked: about which entry ("" for none), on which day, and what came of it.

    `text` is the answer as far as no field holds it; an answer without text went into a field.
    """

    prompt: str
    entry: str
    day: date
    is_skipped: bool = False
    text: str = ""

    @property
    def is_in_field(self) -> bool:
        """Tell whether the answer stands in the entry."""
        return not self.is_skipped and not self.text


def asked(journal: Journal | None, day: date) -> tuple[Asked, ...]:
    """Return what was asked in the months before a day, oldest first; () without a journal of one's own."""
    if journal is None:
        return ()
    paths = layout.event_files(journal.root, f"{day - LOOK_BACK:%Y/%m}")
    lines = [line for path in paths for line in telling_lines(path, _TELLING)]
    plain = _told_plainly(lines)
    return told(_events(lines)) if plain is None else plain


def told(events: Iterable[Event]) -> tuple[Asked, ...]:
    """Return what events tell of questions, oldest first; those that were taken back do not count."""
    from mistakes.events import Answered, Skipped, effective

    return tuple(
        Asked(event.prompt, event.entry or "", event.day, isinstance(event, Skipped), event.text)
        for event in effective(events)
        if isinstance(event, Answered | Skipped) and event.day
    )


def last_answer(journal: Journal | None, prompt: str) -> Answered | None:
    """Return the newest answer to a prompt that was kept as a note, however old it is; None if there is none."""
    if journal is None:
        return None
    from mistakes.events import Answered, effective

    name = prompt.encode()
    paths = layout.event_files(journal.root)
    lines = (line for path in paths for line in telling_lines(path, _TELLING))
    events = _events(line for line in lines if name in line or _RETRACTED in line)
    answers = (event for event in effective(events) if isinstance(event, Answered))
    found = [event for event in answers if event.prompt == prompt and event.text]
    return found[-1] if found else None


def _events(lines: Iterable[bytes]) -> Iterator[Event]:
    from mistakes.events import read_line

    for line in lines:
        try:
            yield read_line(line.decode("utf-8"))
        except ValueError:
            continue


def _told_plainly(lines: Iterable[bytes]) -> tuple[Asked, ...] | None:
    """Return what `told` would, without making events; None if a line is unusual, or one is taken back."""
    found: dict[str, Asked] = {}
    seen: dict[str, bytes] = {}
    taken_back: set[str] = set()
    for line in lines:
        if _RETRACTED in line:
            taken_back.update(name.decode() for name in _TAKES_BACK.findall(line) or [b""])
            continue
        row = _plain(line)
        if row is None or seen.setdefault(row[0], line) != line:
            return None
        found[row[0]] = row[1]
    if taken_back & (found.keys() | {""}):
        return None
    return tuple(found[name] for name in sorted(found))


def _plain(line: bytes) -> tuple[str, Asked] | None:
    """Return the id and the meaning of a line in its usual form."""
    try:
        match = _USUAL.fullmatch(line.decode("utf-8"))
        if match is None:
            return None
        name, at, day, do, entry, prompt, text = match.groups()
        datetime.fromisoformat(at)
        said = json.loads(text) if text else ""
        return name, Asked(prompt or "", entry or "", date.fromisoformat(day), do == "skipped", said)
    except ValueError:
        return None
