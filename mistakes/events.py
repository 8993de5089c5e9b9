"""What was done about the entries: the kinds of events, and their lines in a journal's log.

An event is one JSON object on one line of a file that one person writes; files are read as streams.
Unknown kinds and keys are kept and ignored.
The same event twice counts once; of two that share an id and differ, the smaller line counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

import attrs

from mistakes.errors import Fault
from mistakes.ids import is_id
from mistakes.layout import EVENT_LINE_LIMIT, event_files
from mistakes.records import NamedTuple
from mistakes.tomltext import DEEPEST, depth

if TYPE_CHECKING:
    import re

RULES = 1
GRADES = ("had", "missed")
LINE_LIMIT = EVENT_LINE_LIMIT
_ENVELOPE = ("id", "at", "zone", "day", "by", "do", "entry", "rules")
E = TypeVar("E", bound="Event")


@attrs.frozen
class Event:
    """What all events share; the stamp (`id` to `rules`) is set by `Journal.record`.

    `at` is UTC, `zone` an IANA name, `day` the local date on which the day had begun at 04:00.
    """

    do: ClassVar[str] = ""
    private: ClassVar[bool] = False

    entry: str | None = None
    id: str = attrs.field(default="", kw_only=True)
    at: datetime | None = attrs.field(default=None, kw_only=True)
    zone: str = attrs.field(default="UTC", kw_only=True)
    day: date | None = attrs.field(default=None, kw_only=True)
    by: str = attrs.field(default="", kw_only=True)
    rules: int = attrs.field(default=RULES, kw_only=True)
    extra: Mapping[str, Any] = attrs.field(factory=dict, kw_only=True, hash=False, repr=False)


class _Private(Event):
    """An event of one's own learning, which only a personal journal may hold."""

    private: ClassVar[bool] = True


@attrs.frozen
class Understood(_Private):
    """One understood the entry, in one's own words or not."""

    do: ClassVar[str] = "understood"


@attrs.frozen
class Planned(_Private):
    """One made a plan for it."""

    do: ClassVar[str] = "planned"


@attrs.frozen
class Answered(_Private):
    """One answered a question that fills no field of the entry."""

    do: ClassVar[str] = "answered"
    prompt: str = ""
    text: str = ""


@attrs.frozen
class Skipped(_Private):
    """One skipped a question, which is remembered."""

    do: ClassVar[str] = "skipped"
    prompt: str = ""
    text: str = ""


@attrs.frozen
class Reviewed(_Private):
    """One recalled a lesson in a review; `grade` is `had` or `missed`."""

    do: ClassVar[str] = "reviewed"
    lesson: str = ""
    grade: str = "had"


@attrs.frozen
class Compared(_Private):
    """One compared the entry with another and found a common rule."""

    do: ClassVar[str] = "compared"
    other: str = ""
    rule: str = ""


@attrs.frozen
class Retired(_Private):
    """An entry, or one lesson of it, is enough as it is and no longer asked."""

    do: ClassVar[str] = "retired"
    lesson: str | None = None


@attrs.frozen
class Rested(_Private):
    """One rested; `start` and `end` are local dates (`from` and `to` in the file)."""

    do: ClassVar[str] = "rested"
    start: date | None = attrs.field(default=None, metadata={"key": "from"})
    end: date | None = attrs.field(default=None, metadata={"key": "to"})


@attrs.frozen
class Borrowed(_Private):
    """One took a team's lesson into one's own plan."""

    do: ClassVar[str] = "borrowed"
    source: str = attrs.field(default="", metadata={"key": "from"})


@attrs.frozen
class Decided(_Private):
    """A decision was sealed; the digest proves what it said."""

    do: ClassVar[str] = "decided"
    digest: str = ""


@attrs.frozen
class Scored(_Private):
    """A decision's outcome was scored from 0 to 1."""

    do: ClassVar[str] = "scored"
    outcome: float = 0.0


@attrs.frozen
class Applied(Event):
    """A lesson helped in a real situation."""

    do: ClassVar[str] = "applied"
    lesson: str | None = None
    situation: str = ""
    outcome: str | None = None


@attrs.frozen
class Repeated(Event):
    """It came again; `repeat` is the id of the entry that tells of it."""

    do: ClassVar[str] = "repeated"
    lesson: str | None = None
    repeat: str | None = None


@attrs.frozen
class Shared(Event):
    """The entry was shared; `digest` is of what was published, `scan` what the scan said, `original` its id at home."""

    do: ClassVar[str] = "shared"
    digest: str = ""
    scan: str = ""
    original: str = ""


@attrs.frozen
class Thanked(Event):
    """Somebody was thanked, for an act or for what a lesson saved."""

    do: ClassVar[str] = "thanked"
    to: str = ""
    text: str = ""
    lesson: str | None = None


@attrs.frozen
class Commented(Event):
    """Somebody said something about the entry."""

    do: ClassVar[str] = "commented"
    text: str = ""


@attrs.frozen
class Read(Event):
    """Somebody said, of their own will, that they have read it."""

    do: ClassVar[str] = "read"


@attrs.frozen
class ActionDone(Event):
    """An action was done; `evidence` is a commit, a link, a sentence."""

    do: ClassVar[str] = "action-done"
    action: str = ""
    evidence: str | None = None


@attrs.frozen
class Checked(Event):
    """A check now holds a lesson."""

    do: ClassVar[str] = "checked"
    lesson: str = ""
    check: str = ""


@attrs.frozen
class Retracted(Event):
    """An earlier event is taken back; it no longer counts."""

    do: ClassVar[str] = "retracted"
    event: str = ""


@attrs.frozen
class Unknown(Event):
    """An event of a kind that this version does not know; `name` is its `do`, `extra` the rest."""

    name: str = ""


KINDS: dict[str, type[Event]] = {
    kind.do: kind
    for kind in (
        *(Understood, Planned, Answered, Skipped, Reviewed, Compared, Retired, Rested, Borrowed, Decided),
        *(Scored, Applied, Repeated, Shared, Thanked, Commented, Read, ActionDone, Checked, Retracted),
    )
}


class BadLine(NamedTuple):
    """A line of a log that is not an event we can read: its file, its number from 1, the reason."""

    path: Path
    line: int
    fault: Fault


def stamp(event: E, *, id: str, at: datetime, zone: str, day: date, by: str) -> E:
    """Return the event with its stamp; whatever stamp it had is replaced."""
    return attrs.evolve(event, id=id, at=at.astimezone(UTC), zone=zone, day=day, by=by, rules=RULES)


def write_line(event: Event) -> str:
    """Return the event as one line of JSON without its newline: the stamp first, then the payload."""
    import json

    return json.dumps(to_record(event), ensure_ascii=False, separators=(", ", ": "))


def to_record(event: Event) -> dict[str, Any]:
    """Return the event as plain JSON values, in the order of the file; empty ones are left out."""
    at = event.at.isoformat(timespec="milliseconds").replace("+00:00", "Z") if event.at else None
    do = event.name if isinstance(event, Unknown) else event.do
    record = {
        "id": event.id,
        "at": at,
        "zone": event.zone,
        "day": _plain(event.day),
        "by": event.by,
        "do": do,
    }
    record |= {"entry": event.entry, "rules": event.rules}
    for field in _payload(type(event)):
        record[_key(field)] = _plain(getattr(event, field.name))
    return {key: value for key, value in record.items() if value not in (None, "")} | dict(event.extra)


def read_line(line: str) -> Event:
    """Return the event that a line holds; raises `ValueError` with a reason people can read."""
    record = _parsed(line)
    if isinstance(record, dict):
        return from_record(record)
    raise ValueError("is not a JSON object")


def from_record(record: Mapping[str, Any]) -> Event:
    """Return the event that plain JSON values hold; raises `ValueError` with the reason."""
    kind = KINDS.get(_text(record, "do"), Unknown)
    if not is_id(_text(record, "id")):
        raise ValueError("has no valid id")
    if not _text(record, "do"):
        raise ValueError("does not say what was done")
    values: dict[str, Any] = {"id": record["id"], "by": _text(record, "by"), "zone": _text(record, "zone")}
    values |= {"at": _time(record), "day": _date(record, "day"), "rules": _whole(record, "rules")}
    values["entry"] = _text(record, "entry") or None
    for field in _payload(kind):
        if _key(field) in record:
            values[field.name] = _payload_value(field, record)
    if kind is Unknown:
        values["name"] = record["do"]
    known = {*_ENVELOPE, *(_key(field) for field in _payload(kind))}
    return kind(**values, extra={key: value for key, value in record.items() if key not in known})


def read_log(
    path: Path, bad: list[BadLine] | None = None, about: str = "", *, shared: bool = False
) -> Iterator[Event]:
    """Yield the events of one file as a stream; lines that are none go to `bad` by number.

    A last line without its newline is one that was never acknowledged; it is left out silently
    unless it is whole, or longer than any line of ours.
    With `about`, an entry's id, only lines that name it are read, and those that take events back.
    With `shared`, lines of private kinds that are plainly so are not read; some may still be yielded.
    """
    for number, line in _lines(path):
        if about and about.encode() not in line and b'"retracted"' not in line:
            continue
        if shared and _plainly_private().match(line):
            continue
        too_long = len(line) > LINE_LIMIT
        try:
            if too_long:
                raise ValueError(f"is longer than {LINE_LIMIT // 1024} KiB")
            yield read_line(line.decode("utf-8"))
        except ValueError as error:
            if bad is not None and (too_long or line.endswith(b"\n")):
                reason = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
                bad.append(BadLine(path, number, Fault(f"line {number}", reason)))


@cache
def _plainly_private() -> re.Pattern[bytes]:
    """Return the pattern of how a line of a private kind begins as it is written here."""
    import re

    kinds = "|".join(do for do, kind in KINDS.items() if kind.private)
    return re.compile(rb'\{(?:"(?:id|at|zone|day|by)": "[^"\\]*", )*"do": "(?:%b)"' % kinds.encode())


def read_all(
    root: Path, bad: list[BadLine] | None = None, about: str = "", *, shared: bool = False
) -> Iterator[Event]:
    """Yield all events of a journal as a stream, file by file; duplicates are not removed.

    `bad`, `about` and `shared` are those of `read_log`.
    """
    for path in event_files(root):
        yield from read_log(path, bad, about, shared=shared)


def effective(events: Iterable[Event]) -> list[Event]:
    """Return the events that count, sorted by id: each once, without those their own writer took back.

    What takes back may be taken back itself, by a later event.
    """
    chosen = once(events)
    taken_back = _taken_back(event for event in chosen if isinstance(event, Retracted))
    return [event for event in chosen if (event.id, event.by) not in taken_back]


def once(events: Iterable[Event]) -> list[Event]:
    """Return each event once, sorted by id, with those that were taken back."""
    chosen: dict[str, Event] = {}
    for event in events:
        known = chosen.get(event.id)
        if known is None or (known != event and write_line(event) < write_line(known)):
            chosen[event.id] = event
    return sorted(chosen.values(), key=lambda event: event.id)


def _taken_back(retractions: Iterable[Retracted]) -> set[tuple[str, str]]:
    """Return id and writer of what no longer counts."""
    gone: set[tuple[str, str]] = set()
    for event in sorted(retractions, key=lambda event: event.id, reverse=True):
        if (event.id, event.by) not in gone:
            gone.add((event.event, event.by))
    return gone


def merge_logs(*texts: str) -> str:
    """Return the union of several versions of one log: each line once, sorted by the event's id.

    Lines that are no events are kept too, at the end: a merge loses nothing.
    """
    lines = {line for text in texts for line in text.split("\n") if line.strip()}
    return "".join(f"{line}\n" for line in sorted(lines, key=_merge_order))


def _merge_order(line: str) -> tuple[bool, str, str]:
    try:
        return (False, read_line(line).id, line)
    except ValueError:
        return (True, "", line)


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield numbered lines, none longer than a little over the limit whatever the file holds."""
    from mistakes.files import open_log

    with open_log(path) as file:
        number = 0
        while file is not None and (line := file.readline(LINE_LIMIT + 1)):
            number += 1
            while not line.endswith(b"\n") and (rest := file.readline(LINE_LIMIT)):
                line = line[:LINE_LIMIT] + rest[-1:].rjust(2)
            yield number, line


def _payload(kind: type[Event]) -> tuple[Any, ...]:
    shared = {*_ENVELOPE, "extra", "name"}
    return tuple(field for field in attrs.fields(kind) if field.name not in shared)


def _key(field: Any) -> str:
    return cast(str, field.metadata.get("key", field.name))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _payload_value(field: Any, record: Mapping[str, Any]) -> Any:
    key = _key(field)
    if "date" in str(field.type):
        return _date(record, key)
    if "float" in str(field.type):
        value = record[key]
        if type(value) not in (int, float) or not 0 <= value <= 1:
            raise ValueError(f"{key}: expected 0 to 1")
        return value
    return _text(record, key) or field.default


def _text(record: Mapping[str, Any], key: str) -> str:
    value = record.get(key, "")
    if value is None:
        return ""
    if type(value) is not str:
        raise ValueError(f"{key}: expected text")
    return value


def _whole(record: Mapping[str, Any], key: str) -> int:
    value = record.get(key, RULES)
    if type(value) is not int or not 0 <= value < 2**31:
        raise ValueError(f"{key}: expected a whole number")
    return value


def _time(record: Mapping[str, Any]) -> datetime:
    try:
        at = datetime.fromisoformat(_text(record, "at"))
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise ValueError("at: expected a UTC time") from None


def _date(record: Mapping[str, Any], key: str) -> date | None:
    text = _text(record, key)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError(f"{key}: expected a date") from None


def _parsed(line: str) -> Any:
    """Return what the JSON says, if it can be written again as it was: no infinity, no half characters."""
    import json

    try:
        value = json.loads(line, parse_constant=_refuse_constant, parse_float=_finite)
        if "\\ud" in line.lower():
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        too_deep = line.count("[") + line.count("{") > DEEPEST and depth(value) > DEEPEST
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    except UnicodeEncodeError:
        raise ValueError("holds half a character") from None
    except ValueError:
        raise ValueError("is not JSON") from None
    if too_deep:
        raise ValueError(f"is nested deeper than {DEEPEST}")
    return value


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if number - number != 0:
        raise ValueError(f"{digits} is too large a number")
    return number
