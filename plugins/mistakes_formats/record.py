"""What every importer does with what it read, so that all formats agree: titles, dates, sources, sizes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from hashlib import sha256
from pathlib import Path
from typing import Any

from mistakes.errors import NotFound, UnreadableFile
from mistakes.exchange import Candidate, Record, Refusal
from mistakes.files import ENTRY_LIMIT, decode, read_bytes
from mistakes.model import LONGEST_TITLE, Source
from mistakes.when import Moment

_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7}) ", re.MULTILINE)
_SHORTEST_CUT = LONGEST_TITLE // 2
# Letters alone, perhaps with one letter before a hyphen (e-mail), or a number of two digits at most.
_ONE_WORD = re.compile(r"(?:[^\W\d_]-)?[^\W\d_]+|\d{1,2}")
# A capital after a small letter (CloudWatch), or Chinese of the length of two words.
_NAME_OR_PHRASE = re.compile(r"[^\W\d_A-Z][A-Z]|[\u4e00-\u9fff]{4}")
TOO_LONG = f"is longer than an entry may be ({ENTRY_LIMIT // 1024} KiB)"
_MOST_ITEMS = 5000  # more would not fit into a file


def read_file(path: Path, limit: int) -> tuple[str, bytes]:
    """Return a file's text, without byte order mark and with LF, and its bytes as they are.

    Raises `UnreadableFile` if it is no regular file, larger than `limit` bytes, not UTF-8 or holds a
    NUL, and `NotFound` if nothing is there.
    """
    try:
        data = read_bytes(path, limit)[0]
    except FileNotFoundError:
        raise NotFound(f"{path} is not there", "Check the path and try again.") from None
    text = decode(data, path).removeprefix("\ufeff")
    if "\0" in text:
        raise UnreadableFile(os.fspath(path), "is not text (it holds a NUL)")
    return text.replace("\r\n", "\n").replace("\r", "\n"), data


def conflict_line(text: str) -> int:
    """Return the number of the first line that is a git conflict marker, 0 if there is none."""
    found = _CONFLICT.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 0


def digest(data: bytes | str) -> str:
    """Return the digest of a record as a source keeps it, such as `sha256:9f86d0…`."""
    # half characters, which JSON can hold, are refused later by name
    read = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return f"sha256:{sha256(read).hexdigest()}"


def cut_title(text: str) -> tuple[str, str]:
    """Return a title that fits, cut at a word's end, and the whole text if it had to be cut."""
    text = text.strip()
    if len(text) <= LONGEST_TITLE:
        return text, ""
    start = text[:LONGEST_TITLE]
    at_word = start if text[LONGEST_TITLE].isspace() else start.rpartition(" ")[0]
    return (at_word if len(at_word) >= _SHORTEST_CUT else start[:-1] + "…").strip(), text


def tag(text: str) -> str:
    """Return the text as one tag: lower case, words joined by hyphens."""
    return "-".join(text.casefold().split()).strip("-,.;:")


def tags(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the texts as tags, each once, in their order."""
    return tuple(dict.fromkeys(filter(None, map(tag, texts))))


def keywords(texts: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the keywords of a record that say enough to set a lesson off, and the others as tags.

    A single common word (`cache`, `function`) would stand before whatever is more like the need; several
    words, a name such as `CloudWatch`, and what has signs or digits (`set -e`) are seldom said by chance.
    """
    every = {text: text.lstrip("#").rstrip(".,;:!?") for text in texts}
    common = {
        text: plain
        for text, plain in every.items()
        if _ONE_WORD.fullmatch(plain) and not _NAME_OR_PHRASE.search(plain)
    }
    return tuple(text for text in every if text not in common), tags(common.values())


def logged_at(happened: Moment) -> datetime | None:
    """Return the time an imported record is filed under, from its own date; None for the future.

    A day without a time counts as noon UTC, which is that day nearly everywhere on earth.
    """
    if not isinstance(happened, datetime):
        happened = datetime.combine(happened, time(12), UTC)
    at = happened if happened.tzinfo else happened.replace(tzinfo=UTC)
    return at if at <= datetime.now(UTC) else None


def dated(happened: Moment | None) -> dict[str, Any]:
    """Return the fields that a record's own date sets; none if it has no date."""
    if happened is None:
        return {}
    logged = logged_at(happened)
    return {"happened": happened, "logged": logged} if logged else {"happened": happened}


def told(sections: Iterable[tuple[str, str]]) -> str:
    """Return one story from parts: each under its heading, those without a heading as they are."""
    parts = [f"## {heading}\n\n{text}" if heading else text for heading, text in sections if text.strip()]
    return "\n\n".join(parts)


def details(value: Any, path: str = "") -> Iterator[str]:
    """Yield plain values of any shape as items of a list, `- path: value`, so that nothing is lost."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from details(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and any(isinstance(item, Mapping | list) for item in value):
        for number, item in enumerate(value):
            yield from details(item, f"{path}[{number}]")
    elif text := ", ".join(map(_plain, value)) if isinstance(value, list) else _plain(value):
        yield _labelled(path, text)


def handed_over(where: str, fields: Mapping[str, Any]) -> Record:
    """Return the fields as a candidate without the empty ones, or a refusal if no file could hold them."""
    length = sum(len(value.encode("utf-8", "replace")) for value in fields.values() if isinstance(value, str))
    crowded = any(isinstance(value, tuple) and len(value) > _MOST_ITEMS for value in fields.values())
    if length > ENTRY_LIMIT or crowded:
        return Refusal(where, TOO_LONG)
    return Candidate(where, {name: value for name, value in fields.items() if value not in ("", (), None)})


class Sources:
    """The sources of one import, for records that have no names of their own.

    Two different records with the same words to know them by get refs of their own: the second one's
    ends in ` (2)`.
    """

    def __init__(self, form: str) -> None:
        self._form = form
        self._known: dict[str, list[str]] = {}

    def of(self, name: str, text: str) -> Source:
        """Return the source of the record that is known by `name`, cut to 200 characters, and says `text`."""
        said, ref = digest(text), name[:LONGEST_TITLE]
        known = self._known.setdefault(ref, [])
        if said not in known:
            known.append(said)
        number = known.index(said) + 1
        return Source(self._form, f"{ref} ({number})" if number > 1 else ref, said)


def tagged(records: Iterable[Record], wanted: str) -> Iterator[Record]:
    """Yield the records that have a tag, and all refusals; with no tag wanted, all records."""
    name = tag(wanted.lstrip("#@"))
    for record in records:
        if not name or isinstance(record, Refusal) or name in record.fields.get("tags", ()):
            yield record


def day_of(happened: Moment | None) -> date | None:
    """Return the calendar day of a moment."""
    return happened.date() if isinstance(happened, datetime) else happened


def _plain(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value).strip("\n")


def _labelled(path: str, text: str) -> str:
    if not path or "\n" not in text:
        return f"- {path}: {text.strip()}" if path else text
    indented = "\n".join(f"      {line}".rstrip() for line in text.split("\n"))
    return f"- {path}:\n\n{indented}\n"
